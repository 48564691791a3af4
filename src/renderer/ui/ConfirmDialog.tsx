import { Text, TextInput } from '@mantine/core'
import { type ReactNode, useEffect, useState } from 'react'
import { FormDialog } from './FormDialog.tsx'

/** Asks before an act. With `typedName` the exact name must be typed first; `onConfirm` gets what was typed. A failure stays inside. */
export function ConfirmDialog({
  isOpen,
  title,
  children,
  confirmLabel,
  tone = 'normal',
  typedName,
  onConfirm,
  onClose
}: {
  readonly isOpen: boolean
  readonly title: string
  readonly children: ReactNode
  readonly confirmLabel: string
  readonly tone?: 'normal' | 'danger'
  readonly typedName?: string
  readonly onConfirm: (typed: string) => unknown
  readonly onClose: () => void
}) {
  const [typed, setTyped] = useState('')
  useEffect(() => {
    if (isOpen) setTyped('')
  }, [isOpen])
  return (
    <FormDialog
      isOpen={isOpen}
      title={title}
      submitLabel={confirmLabel}
      tone={tone}
      canSubmit={typedName === undefined || typed === typedName}
      onSubmit={() => onConfirm(typed)}
      onClose={onClose}
    >
      <Text component="div">{children}</Text>
      {typedName !== undefined && (
        <TextInput
          label={`Type ${typedName} to confirm`}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
      )}
    </FormDialog>
  )
}
