import { Anchor, Button } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './EmptyState.module.css'

export interface EmptyAction {
  readonly label: string
  readonly run: () => void
}

/** An empty page or list: one line of fact, one primary action, at most one link. */
export function EmptyState({
  fact,
  action,
  link,
  children
}: {
  readonly fact: string
  readonly action?: EmptyAction | undefined
  readonly link?: EmptyAction | undefined
  readonly children?: ReactNode
}) {
  return (
    <div className={styles.empty}>
      <p>{fact}</p>
      {children}
      {action && <Button onClick={action.run}>{action.label}</Button>}
      {link && (
        <Anchor component="button" type="button" size="sm" onClick={link.run}>
          {link.label}
        </Anchor>
      )}
    </div>
  )
}
