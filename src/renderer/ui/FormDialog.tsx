import { Button, Group, Modal, type ModalProps, Stack } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, type SubmitEvent, useEffect } from 'react'
import { FailureBox } from './FailureBox.tsx'
import { useSubmit } from './use-submit.ts'

export interface FormDialogProps {
  readonly isOpen: boolean
  readonly title: ReactNode
  readonly submitLabel: string
  /** The act. When it rejects, the dialog stays open with the failure inside; when it resolves, `onClose` is called. */
  readonly onSubmit: () => unknown
  readonly onClose: () => void
  readonly canSubmit?: boolean
  readonly tone?: 'normal' | 'danger'
  readonly size?: ModalProps['size']
  /** Heading of the failure, e.g. `Could not set the alias`. */
  readonly failureTitle?: string
  /** More buttons at the left of the foot. */
  readonly extra?: ReactNode
  readonly children?: ReactNode
}

/** A dialog with fields: Enter in a field or Ctrl+Enter anywhere submits, Esc cancels. Mark the first field `data-autofocus`. */
export function FormDialog({
  isOpen,
  title,
  submitLabel,
  onSubmit,
  onClose,
  canSubmit = true,
  tone,
  size,
  failureTitle,
  extra,
  children
}: FormDialogProps) {
  const { isBusy, failure, run, clear } = useSubmit()
  useEffect(() => {
    if (isOpen) clear()
  }, [isOpen, clear])
  const submit = async () => {
    if (canSubmit && (await run(onSubmit))) onClose()
  }
  const onFormSubmit = (event: SubmitEvent) => {
    event.preventDefault()
    event.stopPropagation()
    void submit()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit()
  }
  return (
    <Modal
      opened={isOpen}
      onClose={isBusy ? () => undefined : onClose}
      title={title}
      size={size ?? 'md'}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <form onSubmit={onFormSubmit} onKeyDown={onKeyDown}>
        <Stack gap="md">
          {children}
          {failure !== undefined && <FailureBox failure={failure} {...(failureTitle ? { what: failureTitle } : {})} />}
          <Group justify="flex-end" gap="sm">
            {extra && <div style={{ marginRight: 'auto' }}>{extra}</div>}
            <Button variant="default" onClick={onClose} disabled={isBusy}>
              Cancel
            </Button>
            <Button type="submit" loading={isBusy} disabled={!canSubmit} {...(tone === 'danger' ? { color: 'danger' } : {})}>
              {submitLabel}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
