import { ActionIcon, VisuallyHidden } from '@mantine/core'
import { ArrowDownToLine, ArrowUpToLine, Pin, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { judgeValue } from '../../preload/contract/comparison-verdicts.ts'
import type { ComparisonColumn, ComparisonRow } from '../../preload/contract/comparisons.ts'
import { formatMetric } from '../ui/numbers.ts'
import { RowLink } from '../ui/RowLink.tsx'
import { Difference } from '../ui/Values.tsx'
import { findBest } from './comparison-rows.ts'
import styles from './comparison-table.module.css'

/** Which way of a metric is better: an arrow to a line, in words on hover and for screen readers. */
export function DirectionMark({ better }: { readonly better: 'higher' | 'lower' }) {
  const Arrow = better === 'higher' ? ArrowUpToLine : ArrowDownToLine
  return (
    <span className={styles.direction} title={`${better} is better`}>
      <Arrow size={12} aria-hidden />
      <VisuallyHidden>({better} is better)</VisuallyHidden>
    </span>
  )
}

/** The row's name; of a metric also which way is better. */
export function KeyCell({ row }: { readonly row: ComparisonRow }) {
  return (
    <th scope="row" className={styles.key}>
      <span>
        <span className={styles.name} title={row.key}>
          {row.key}
        </span>
        {row.better && <DirectionMark better={row.better} />}
      </span>
    </th>
  )
}

/** One value: of metrics with the difference to the base, the best of the row bold; what equals the base is quiet. */
export function ValueCell({ row, index, isMetric }: { readonly row: ComparisonRow; readonly index: number; readonly isMetric: boolean }) {
  const value = row.values[index] ?? null
  const isSame = index > 0 && judgeValue(row, index) === 'same'
  return (
    <td className={styles.cell} data-base={index === 0} data-same={isSame}>
      {value === null ? (
        <span className={styles.absent} title="not there">
          –
        </span>
      ) : isMetric ? (
        <MetricCell row={row} index={index} isSame={isSame} />
      ) : (
        <span className={styles.text} title={String(value)}>
          {value}
        </span>
      )}
    </td>
  )
}

function MetricCell({ row, index, isSame }: { readonly row: ComparisonRow; readonly index: number; readonly isSame: boolean }) {
  const value = row.values[index] ?? null
  const difference = row.differences[index]
  const isBest = row.values.length > 2 && findBest(row).has(index)
  return (
    <span className={styles.metric}>
      <span className={styles.number} data-best={isBest} title={`${value}${isBest ? ' (best here)' : ''}`}>
        {typeof value === 'string' && !/^(NaN|-?Infinity)$/.test(value) ? value : formatMetric(value as number)}
        {isBest && <VisuallyHidden> best</VisuallyHidden>}
      </span>
      {typeof difference === 'number' && !isSame && <Difference value={difference} better={row.better} />}
    </span>
  )
}

/** The head of a column: what it is, and the acts on it. */
export function ColumnHead({
  column,
  to,
  isBase,
  badge,
  onBase,
  onRemove
}: {
  readonly column: ComparisonColumn
  readonly to: string
  readonly isBase: boolean
  /** E.g. the stage. */
  readonly badge?: ReactNode
  readonly onBase: () => void
  /** Absent while the column cannot go. */
  readonly onRemove?: (() => void) | undefined
}) {
  return (
    <div className={styles.headBox}>
      <div className={styles.headLine}>
        <span className={styles.swatch} aria-hidden />
        <span className={styles.headName}>
          <RowLink to={to} title={column.label}>
            {column.label}
          </RowLink>
        </span>
        {onRemove && (
          <ActionIcon size={20} aria-label={`Remove ${column.label}`} title="Remove from the comparison" onClick={onRemove}>
            <X size={13} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <div className={styles.headLine}>
        {badge}
        {isBase ? (
          <span className={styles.base} title="The others are compared with this one">
            <Pin size={12} aria-hidden /> base
          </span>
        ) : (
          <button type="button" className={styles.makeBase} aria-label={`Make base: ${column.label}`} onClick={onBase}>
            make base
          </button>
        )}
      </div>
    </div>
  )
}
