import { type MouseEvent, memo } from 'react'
import styles from './DataTable.module.css'
import { type Column, placePinned } from './table-columns.ts'

export interface RowProps<Row> {
  readonly id: string
  readonly row: Row | undefined
  readonly index: number
  /** Pixels from the top of the body. */
  readonly top: number
  readonly columns: readonly Column<Row>[]
  readonly pinned: ReadonlyMap<string, number>
  readonly isActive: boolean
  readonly isSelected: boolean
  readonly hasCheckbox: boolean
  readonly tone: string | undefined
  readonly onPress: (index: number, event: MouseEvent) => void
  readonly onOpen: (index: number) => void
  readonly onCheck: (index: number, isRange: boolean) => void
}

function DrawRow<Row>(props: RowProps<Row>) {
  const { row, index, columns, pinned, hasCheckbox } = props
  const lead = hasCheckbox ? 1 : 0
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: rows are positioned by script, which table elements do not allow
    // biome-ignore-start lint/a11y/useFocusableInteractive: the grid holds the focus and names the active row
    // biome-ignore-start lint/a11y/useKeyWithClickEvents: the grid hears the keys for its rows
    <div
      id={props.id}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={hasCheckbox ? props.isSelected : undefined}
      data-active={props.isActive}
      data-tone={props.tone}
      className={styles.row}
      style={{ transform: `translateY(${props.top}px)` }}
      onMouseDown={(event) => props.onPress(index, event)}
      onDoubleClick={() => row !== undefined && props.onOpen(index)}
    >
      {hasCheckbox && (
        <div role="gridcell" aria-colindex={1} className={`${styles.cell} ${styles.check} ${styles.pinned}`} style={placePinned(0)}>
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={`Select row ${index + 1}`}
            checked={props.isSelected}
            disabled={row === undefined}
            onDoubleClick={(event) => event.stopPropagation()}
            onClick={(event) => props.onCheck(index, event.shiftKey)}
            onChange={() => undefined}
          />
        </div>
      )}
      {columns.map((column, position) => (
        <div
          key={column.id}
          role="gridcell"
          aria-colindex={position + 1 + lead}
          data-column={column.id}
          data-align={column.align ?? 'left'}
          className={pinned.has(column.id) ? `${styles.cell} ${styles.pinned}` : styles.cell}
          style={pinned.has(column.id) ? placePinned(pinned.get(column.id) ?? 0) : undefined}
        >
          {row === undefined ? <div className={styles.waiting} /> : <div className={styles.inner}>{column.cell(row, index)}</div>}
        </div>
      ))}
    </div>
    // biome-ignore-end lint/a11y/useKeyWithClickEvents: as above
    // biome-ignore-end lint/a11y/useFocusableInteractive: as above
    // biome-ignore-end lint/a11y/useSemanticElements: as above
  )
}

/** One row; drawn again only when its own row, place, state or the columns change. */
export const TableRow = memo(DrawRow) as typeof DrawRow
