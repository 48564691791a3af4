import { Anchor, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { CircleCheck, CircleX, Info, TriangleAlert } from 'lucide-react'
import { describeFailure, endSentence, isCancelled } from './failures.ts'

export interface Toast {
  readonly message: string
  readonly tone?: 'info' | 'success' | 'warning' | 'danger'
  /** One thing to do about it, e.g. Undo or Show. */
  readonly action?: { readonly label: string; readonly run: () => unknown }
  /** Milliseconds on screen; failures stay for 12 s, others for 5 s. */
  readonly timeoutMs?: number
}

const icons = { info: Info, success: CircleCheck, warning: TriangleAlert, danger: CircleX }
const colors = { info: 'gray', success: 'brand', warning: 'yellow', danger: 'danger' }

/** Shows a message at the lower right; returns its id for `hideToast`. */
export function showToast({ message, tone = 'info', action, timeoutMs }: Toast): string {
  const Icon = icons[tone]
  const id = crypto.randomUUID()
  const act = () => {
    notifications.hide(id)
    void action?.run()
  }
  return notifications.show({
    id,
    color: colors[tone],
    icon: <Icon size={16} aria-hidden />,
    autoClose: timeoutMs ?? (tone === 'danger' ? 12_000 : 5000),
    role: tone === 'danger' ? 'alert' : 'status',
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="md">
        <Text size="sm">{message}</Text>
        {action && (
          <Anchor component="button" type="button" size="sm" fw={600} onClick={act}>
            {action.label}
          </Anchor>
        )}
      </Group>
    )
  })
}

/** Says what happened and offers to take it back for ten seconds. */
export function showUndo(message: string, undo: () => unknown): string {
  return showToast({ message, tone: 'success', action: { label: 'Undo', run: undo }, timeoutMs: 10_000 })
}

/** Reports a failure outside a dialog: what failed, and the remedy. Silent for what the user cancelled. */
export function showFailure(what: string, thrown: unknown): void {
  if (isCancelled(thrown)) return
  const failure = describeFailure(thrown)
  showToast({ tone: 'danger', message: [`${what}: ${endSentence(failure.message)}`, failure.remedy].filter(Boolean).join(' ') })
}

/** Takes a message away before its time. */
export function hideToast(id: string): void {
  notifications.hide(id)
}
