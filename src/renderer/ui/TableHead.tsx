import { ArrowDown, ArrowUp } from 'lucide-react'
import type { KeyboardEvent } from 'react'
import type { Sort } from '../../preload/contract/common.ts'
import styles from './DataTable.module.css'
import { type Column, type ColumnModel, placePinned } from './table-columns.ts'

interface HeadProps<Row> {
  readonly model: ColumnModel<Row>
  readonly pinned: ReadonlyMap<string, number>
  readonly sort: Sort | undefined
  readonly onSort: ((sort: Sort) => void) | undefined
  readonly onFit: (id: string) => void
  readonly onWidth: (id: string, width: number) => void
  /** State of the box that selects all loaded rows; absent without selection. */
  readonly checkAll?: { readonly state: 'none' | 'some' | 'all'; readonly onToggle: () => void } | undefined
}

/** The sticky head: sort by click, resize by drag, double click fits, Shift+← → resizes from the keyboard. */
export function TableHead<Row>({ model, pinned, sort, onSort, onFit, onWidth, checkAll }: HeadProps<Row>) {
  const lead = checkAll ? 1 : 0
  return (
    // biome-ignore-start lint/a11y/useSemanticElements: rows are positioned by script, which table elements do not allow
    // biome-ignore-start lint/a11y/useFocusableInteractive: the grid holds the focus and names the active row
    <div role="rowgroup" style={{ display: 'contents' }}>
      <div role="row" aria-rowindex={1} className={styles.head}>
        {checkAll && (
          <div
            role="columnheader"
            aria-colindex={1}
            className={`${styles.headCell} ${styles.check} ${styles.pinned}`}
            style={placePinned(0)}
          >
            <input
              type="checkbox"
              aria-label="Select all loaded rows"
              checked={checkAll.state === 'all'}
              ref={(box) => {
                if (box) box.indeterminate = checkAll.state === 'some'
              }}
              onChange={checkAll.onToggle}
            />
          </div>
        )}
        {model.map(({ column, width, startResize, isResizing }, index) => (
          <div
            key={column.id}
            role="columnheader"
            aria-colindex={index + 1 + lead}
            data-column={column.id}
            data-align={column.align ?? 'left'}
            {...ariaSort(column, sort)}
            className={pinned.has(column.id) ? `${styles.headCell} ${styles.pinned}` : styles.headCell}
            style={pinned.has(column.id) ? placePinned(pinned.get(column.id) ?? 0) : undefined}
          >
            <HeadLabel column={column} width={width} sort={sort} onSort={onSort} onWidth={onWidth} />
            <div
              className={styles.resize}
              data-active={isResizing}
              aria-hidden
              onMouseDown={startResize}
              onTouchStart={startResize}
              onDoubleClick={() => onFit(column.id)}
            />
          </div>
        ))}
      </div>
    </div>
    // biome-ignore-end lint/a11y/useFocusableInteractive: as above
    // biome-ignore-end lint/a11y/useSemanticElements: as above
  )
}

function HeadLabel<Row>({
  column,
  width,
  sort,
  onSort,
  onWidth
}: Pick<HeadProps<Row>, 'sort' | 'onSort' | 'onWidth'> & { readonly column: Column<Row>; readonly width: number }) {
  if (!column.sortKey || !onSort)
    return (
      <span className={styles.inner} title={column.header}>
        {column.header}
      </span>
    )
  const isSorted = sort?.key === column.sortKey
  const key = column.sortKey
  const onKeyDown = (event: KeyboardEvent) => {
    if (!event.shiftKey || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight')) return
    event.preventDefault()
    onWidth(column.id, Math.max(column.minWidth ?? 48, width + (event.key === 'ArrowRight' ? 16 : -16)))
  }
  const Arrow = sort?.descending ? ArrowDown : ArrowUp
  return (
    <button
      type="button"
      className={styles.sort}
      title={`Sort by ${column.header}`}
      onClick={() => onSort({ key, descending: isSorted ? !sort.descending : (column.descendingFirst ?? false) })}
      onKeyDown={onKeyDown}
    >
      <span className={styles.inner}>{column.header}</span>
      {isSorted && <Arrow size={12} aria-hidden />}
    </button>
  )
}

function ariaSort<Row>(column: Column<Row>, sort: Sort | undefined) {
  if (!sort || sort.key !== column.sortKey) return {}
  return { 'aria-sort': sort.descending ? ('descending' as const) : ('ascending' as const) }
}
