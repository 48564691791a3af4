import { Alert, Button, CloseButton, Group, Text } from '@mantine/core'
import { CircleX, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import styles from './FailureBox.module.css'
import { describeFailure, endSentence, writeFailure } from './failures.ts'
import { useUi } from './ports.tsx'

/** What failed, why, what to do; with Copy details. `what` is the act, e.g. `Could not load the versions`; `failure` anything thrown. */
export function FailureBox({
  failure,
  what,
  onRetry,
  onClose,
  actions,
  children
}: {
  readonly failure: unknown
  readonly what?: string
  readonly onRetry?: (() => void) | undefined
  readonly onClose?: () => void
  /** Buttons beside Try again. */
  readonly actions?: ReactNode
  readonly children?: ReactNode
}) {
  const { copy } = useUi()
  const shape = describeFailure(failure)
  return (
    <div className={styles.box} role="alert">
      <CircleX size={16} aria-hidden className={styles.icon} />
      <div className={styles.body}>
        {what && <Text fw={600}>{what}</Text>}
        <Text className={styles.message}>{endSentence(shape.message)}</Text>
        {shape.remedy && <Text className={styles.message}>{endSentence(shape.remedy)}</Text>}
        {children}
        <Group gap="xs" mt="xs">
          {onRetry && (
            <Button variant="default" onClick={onRetry}>
              Try again
            </Button>
          )}
          {actions}
          <Button variant="subtle" color="gray" onClick={() => void copy(writeFailure(shape))}>
            Copy details
          </Button>
        </Group>
      </div>
      {onClose && <CloseButton size="sm" aria-label="Close message" onClick={onClose} />}
    </div>
  )
}

/** A calm note inside a page: `tone` info or warning, one or two sentences. */
export function Notice({ tone, children }: { readonly tone: 'info' | 'warning'; readonly children: ReactNode }) {
  return (
    <Alert className={styles.notice} data-tone={tone} icon={<TriangleAlert size={16} aria-hidden />} role="note">
      {children}
    </Alert>
  )
}
