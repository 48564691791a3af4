import { Button, type ButtonProps, Tooltip, VisuallyHidden } from '@mantine/core'
import { useId } from 'react'

interface RefusableButtonProps extends ButtonProps {
  /** Why it cannot be pressed; '' when it can. */
  readonly refusal: string
  /** Tooltip while it can be pressed. */
  readonly title?: string | undefined
  readonly onClick: () => void
}

/** A button that says why it cannot be pressed: the keyboard still reaches it, and the reason is its description and shows on focus. A disabled button's own tooltip does neither. */
export function RefusableButton({ refusal, title, onClick, ...props }: RefusableButtonProps) {
  const id = useId()
  if (refusal === '') return <Button {...props} title={title} onClick={onClick} />
  return (
    <>
      <Tooltip label={refusal} events={{ hover: true, focus: true, touch: true }}>
        <Button {...props} data-disabled aria-disabled aria-describedby={id} onClick={(event) => event.preventDefault()} />
      </Tooltip>
      <VisuallyHidden id={id}>{refusal}</VisuallyHidden>
    </>
  )
}
