import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { countNoun, formatCount } from './numbers.ts'
import styles from './SelectionBar.module.css'

/** The foot of a table: what is selected with its actions, and at the right how many rows there are. */
export function SelectionBar({
  selected,
  total,
  noun,
  nouns,
  onClear,
  children
}: {
  readonly selected: number
  readonly total: number
  /** One of them, e.g. `model`. */
  readonly noun: string
  /** Several, where that is not `noun` with an s. */
  readonly nouns?: string
  readonly onClear?: () => void
  readonly children?: ReactNode
}) {
  return (
    <div className={styles.bar} data-selected={selected > 0}>
      {selected > 0 && (
        <>
          <span className={styles.count} role="status">
            {formatCount(selected)} selected
          </span>
          {children}
          {onClear && (
            <Button variant="subtle" color="gray" onClick={onClear}>
              Clear
            </Button>
          )}
        </>
      )}
      <span className={styles.right}>
        {selected > 0 ? `${formatCount(selected)} of ${formatCount(total)}` : countNoun(total, noun, nouns)}
      </span>
    </div>
  )
}
