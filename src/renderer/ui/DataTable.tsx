import {
  type CSSProperties,
  type KeyboardEvent,
  type ReactNode,
  type UIEvent,
  useCallback,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState
} from 'react'
import type { Sort } from '../../preload/contract/common.ts'
import styles from './DataTable.module.css'
import { InGridContext } from './grid-context.ts'
import { useRowHeight } from './ports.tsx'
import { TableHead } from './TableHead.tsx'
import { type Column, type ColumnSizes, measurePinned, useColumnModel, writeTemplate } from './table-columns.ts'
import { useCopyRows } from './use-copy-rows.ts'
import { describeCheckAll, measureContent, useGridActions } from './use-grid-actions.ts'
import { hearGridKey } from './use-grid-keys.ts'
import { useGoToTop, useReturn } from './use-table-place.ts'
import { headHeight, VirtualRows, type VirtualRowsHandle } from './VirtualRows.tsx'

/** Where a table was left: given back when the page is shown again. */
export interface TablePlace {
  readonly top: number
  readonly active: number
}

export interface DataTableProps<Row> {
  /** What the rows are, for screen readers: `Models`. */
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rowCount: number
  /** The row, or undefined while it is not loaded: a quiet placeholder stands there. */
  readonly rowAt: (index: number) => Row | undefined
  /** A key that stays with the thing, not its place. */
  readonly rowKey: (row: Row) => string
  /** The rows in view, both ends in, plus a few; for windowed data. */
  readonly onRange?: (first: number, last: number) => void
  readonly sort?: Sort
  readonly onSort?: (sort: Sort) => void
  /** With `onSelection` a column of check boxes appears. */
  readonly selection?: ReadonlySet<string>
  readonly onSelection?: (selection: ReadonlySet<string>) => void
  /** Enter and double click. */
  readonly onOpen?: (row: Row) => void
  /** Space. */
  readonly onPeek?: (row: Row) => void
  /** The active row moved by key or click; lets an open panel follow. */
  readonly onActive?: (row: Row) => void
  /** Esc with nothing selected. */
  readonly onEscape?: () => void
  /** Other single keys (`c`, `p`, `delete`); true when it was used. */
  readonly onKey?: (key: string, row: Row) => boolean
  readonly sizes?: ColumnSizes
  readonly onSizes?: (sizes: ColumnSizes) => void
  readonly rowTone?: (row: Row) => 'dim' | undefined
  /** Shown instead of rows when there are none. */
  readonly empty?: ReactNode
  readonly footer?: ReactNode
  /** When it changes, the table goes back to the top: give filter and sort. */
  readonly resetKey?: string
  readonly place?: TablePlace | undefined
  readonly onPlace?: (place: TablePlace) => void
  /** `content`: as high as its rows up to `maxHeight` pixels, for tables inside a page. Default: fills its parent. */
  readonly fit?: 'fill' | 'content'
  readonly maxHeight?: number
  readonly autoFocus?: boolean
}

const checkWidth = 34
const noSelection: ReadonlySet<string> = new Set()

/** The table of every list: virtual rows, keyboard, selection, resizable columns. Draws 100,000 rows as fast as ten. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rowCount, rowAt, rowKey, selection = noSelection, onSelection, fit = 'fill', autoFocus } = props
  const scroll = useRef<HTMLDivElement>(null)
  const rows = useRef<VirtualRowsHandle>(null)
  const gridId = useId()
  const idOf = useCallback((index: number) => `${gridId}-${index}`, [gridId])
  const rowHeight = useRowHeight()
  const { model, visible, pinned, template, setSize } = useColumns(props, onSelection ? checkWidth : 0)
  const { active, setActive, activate, keyAt, onPress, onCheck, onOpen } = useGridActions(props, scroll)
  const isRestored = useReturn(scroll, rowCount, props.place)
  useGoToTop(scroll, props.resetKey, () => setActive(-1))
  useEffect(() => {
    if (autoFocus) scroll.current?.focus({ preventScroll: true })
  }, [autoFocus])
  const onCopy = useCopyRows(visible, selection, active, rowCount, rowAt, rowKey)
  const onScroll = ({ currentTarget: grid }: UIEvent<HTMLDivElement>) => {
    grid.dataset['shifted'] = String(grid.scrollLeft > 0)
    if (isRestored.current) props.onPlace?.({ top: grid.scrollTop, active })
  }
  const onKeyDown = (event: KeyboardEvent) =>
    hearGridKey(event, {
      ...props,
      active,
      keyAt,
      selection,
      onCopy,
      page: Math.max(1, Math.floor(((scroll.current?.clientHeight ?? 0) - headHeight) / rowHeight) - 1),
      moveTo: (index) => {
        activate(index)
        rows.current?.scrollTo(index)
      }
    })
  return (
    <div className={styles.wrap} data-fit={fit}>
      {/* biome-ignore lint/a11y/useSemanticElements: rows are positioned by script, which table elements do not allow */}
      <div
        ref={scroll}
        role="grid"
        tabIndex={0}
        aria-label={props.label}
        aria-rowcount={rowCount + 1}
        aria-colcount={visible.length + (onSelection ? 1 : 0)}
        aria-multiselectable={onSelection ? true : undefined}
        aria-activedescendant={active >= 0 && active < rowCount ? idOf(active) : undefined}
        className={styles.scroll}
        style={{ '--columns': template, '--max-height': `${props.maxHeight ?? 480}px` } as CSSProperties}
        onScroll={onScroll}
        onFocus={(event) => event.target === event.currentTarget && active < 0 && rowCount > 0 && setActive(0)}
        onKeyDown={onKeyDown}
      >
        <TableHead
          model={model}
          pinned={pinned}
          sort={props.sort}
          onSort={props.onSort}
          onFit={(id) => setSize(id, measureContent(scroll.current, id))}
          onWidth={setSize}
          checkAll={onSelection && describeCheckAll(selection, rowCount, keyAt, onSelection)}
        />
        <InGridContext value={true}>
          <VirtualRows
            scroll={scroll}
            handle={rows}
            rowCount={rowCount}
            rowHeight={rowHeight}
            rowAt={rowAt}
            rowKey={rowKey}
            rowTone={props.rowTone}
            selection={selection}
            active={active}
            idOf={idOf}
            columns={visible}
            pinned={pinned}
            hasCheckbox={onSelection !== undefined}
            onRange={props.onRange}
            onPress={onPress}
            onOpen={onOpen}
            onCheck={onCheck}
          />
        </InGridContext>
      </div>
      {rowCount === 0 && props.empty && <div className={styles.empty}>{props.empty}</div>}
      {props.footer}
    </div>
  )
}

/** Visible columns, their template and pinned offsets; arrays and maps keep their identity while nothing visible changes. */
function useColumns<Row>(props: DataTableProps<Row>, lead: number) {
  const { columns } = props
  const [ownSizes, setOwnSizes] = useState<ColumnSizes>({})
  const sizes = props.sizes ?? ownSizes
  const onSizes = props.onSizes ?? setOwnSizes
  const model = useColumnModel(columns, sizes, onSizes)
  const pinnedKey = JSON.stringify([...measurePinned(model, lead)])
  const pinned = useMemo(() => new Map<string, number>(JSON.parse(pinnedKey)), [pinnedKey])
  const visible = useMemo(() => columns.filter((column) => !column.isHidden), [columns])
  const setSize = (id: string, width: number) => onSizes({ ...sizes, [id]: width })
  return { model, visible, pinned, template: writeTemplate(model, sizes, lead), setSize }
}
