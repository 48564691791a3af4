import { ChevronDown, ChevronRight } from 'lucide-react'
import { type CSSProperties, memo, type ReactNode, useState } from 'react'
import type { ComparisonColumn } from '../../preload/contract/comparisons.ts'
import { formatCount } from '../ui/numbers.ts'
import { KeyCell, ValueCell } from './comparison-cells.tsx'
import { describeTally, type ShownGroup } from './comparison-rows.ts'
import styles from './comparison-table.module.css'

export interface ComparisonTableProps {
  /** What is compared, for screen readers: `Comparison of versions`. */
  readonly label: string
  /** The first is the base and stays at the left. */
  readonly columns: readonly ComparisonColumn[]
  readonly groups: readonly ShownGroup[]
  readonly collapsed: ReadonlySet<string>
  readonly onCollapse: (group: string, isCollapsed: boolean) => void
  readonly head: (column: ComparisonColumn, index: number) => ReactNode
  /** 0–7: the column's colour everywhere. */
  readonly colorOf: (column: ComparisonColumn) => number
}

/** Rows of a group that are drawn before asking for more. */
const shownAtFirst = 500

/** Things side by side: groups that fold, the base pinned, metrics with their difference to it. */
export function ComparisonTable({ label, columns, groups, collapsed, onCollapse, head, colorOf }: ComparisonTableProps) {
  return (
    <table className={styles.table} aria-label={label} style={{ '--count': columns.length } as CSSProperties}>
      <colgroup>
        <col className={styles.keyColumn} />
        {columns.map((column) => (
          <col key={column.id} />
        ))}
      </colgroup>
      <thead>
        <tr>
          <th scope="col" className={styles.corner}>
            <span>Name</span>
          </th>
          {columns.map((column, index) => (
            <th
              key={column.id}
              scope="col"
              className={styles.head}
              data-base={index === 0}
              style={{ '--series': `var(--gr-series-${(colorOf(column) % 8) + 1})` } as CSSProperties}
            >
              {head(column, index)}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map((group) => (
        <GroupRows key={group.name} group={group} columns={columns} isCollapsed={collapsed.has(group.name)} onCollapse={onCollapse} />
      ))}
    </table>
  )
}

interface GroupProps {
  readonly group: ShownGroup
  readonly columns: readonly ComparisonColumn[]
  readonly isCollapsed: boolean
  readonly onCollapse: (group: string, isCollapsed: boolean) => void
}

function DrawGroup({ group, columns, isCollapsed, onCollapse }: GroupProps) {
  const [isWhole, setWhole] = useState(false)
  const rows = isWhole ? group.rows : group.rows.slice(0, shownAtFirst)
  const Twist = isCollapsed ? ChevronRight : ChevronDown
  const left = group.rows.length - rows.length
  const span = columns.length + 1
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={span} className={styles.group}>
          <button type="button" aria-expanded={!isCollapsed} onClick={() => onCollapse(group.name, !isCollapsed)}>
            <Twist size={14} aria-hidden />
            {group.name}
            <span className={styles.tally}>{describeTally(group)}</span>
          </button>
        </th>
      </tr>
      {!isCollapsed &&
        rows.map((row) => (
          <tr key={row.key} className={styles.row}>
            <KeyCell row={row} />
            {columns.map((column, index) => (
              <ValueCell key={column.id} row={row} index={index} isMetric={group.name === 'Metrics'} />
            ))}
          </tr>
        ))}
      {!isCollapsed && left > 0 && (
        <tr>
          <td colSpan={span} className={styles.more}>
            <button type="button" onClick={() => setWhole(true)}>
              Show {formatCount(left)} more
            </button>
          </td>
        </tr>
      )}
    </tbody>
  )
}

/** Drawn again only when its rows, columns or fold change: typing in the filter of a long comparison stays quick. */
const GroupRows = memo(DrawGroup)
