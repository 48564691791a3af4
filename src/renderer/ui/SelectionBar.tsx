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
  problem,
  onClear,
  children
}: {
  readonly selected: number
  /** Undefined while it is not known. */
  readonly total: number | undefined
  /** One of them, e.g. `model`. */
  readonly noun: string
  /** Several, where that is not `noun` with an s. */
  readonly nouns?: string
  /** Why the rows on show are not the answer to what was asked; said in place of their number. */
  readonly problem?: string | undefined
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
      <span className={styles.right}>{problem ?? (total === undefined ? '' : describeCount(selected, total, noun, nouns))}</span>
    </div>
  )
}

function describeCount(selected: number, total: number, noun: string, nouns: string | undefined): string {
  return selected > 0 ? `${formatCount(selected)} of ${formatCount(total)}` : countNoun(total, noun, nouns)
}
