import {
  columnResizingFeature,
  columnSizingFeature,
  columnVisibilityFeature,
  tableFeatures,
  type Updater,
  useTable
} from '@tanstack/react-table'
import { type CSSProperties, type ReactNode, useMemo } from 'react'

/** One column of a DataTable. Keep the array stable (module scope or useMemo): rows are drawn again only when it changes. */
export interface Column<Row> {
  readonly id: string
  /** The head's text; also its name in the column picker and for screen readers. */
  readonly header: string
  readonly cell: (row: Row, index: number) => ReactNode
  /** Pixels; 140 when left out. */
  readonly width?: number
  readonly minWidth?: number
  /** Numbers stand right. */
  readonly align?: 'left' | 'right' | 'center'
  /** Present when the list can be sorted by it: the contract's `sort.key`. */
  readonly sortKey?: string
  /** First click sorts downwards: for dates and metrics. */
  readonly descendingFirst?: boolean
  readonly isHidden?: boolean
  /** Takes what is left of the width, several by their own widths; the first column does when none says so. */
  readonly isGrowing?: boolean
  /** Stays at the left when the table scrolls sideways; first columns only. */
  readonly isPinned?: boolean
  /** Plain text for copying rows (Ctrl+C). */
  readonly text?: (row: Row) => string
}

export type ColumnSizes = Readonly<Record<string, number>>

const features = tableFeatures({ columnSizingFeature, columnResizingFeature, columnVisibilityFeature })
const noRows: Record<string, never>[] = []
const defaultWidth = 140
const defaultMinWidth = 48

/** TanStack's column model: visible columns in order, their widths and resize handlers. Rows stay outside, since they are windowed. */
export function useColumnModel<Row>(columns: readonly Column<Row>[], sizes: ColumnSizes, onSizes: (sizes: ColumnSizes) => void) {
  const definitions = useMemo(
    () =>
      columns.map((column) => ({
        id: column.id,
        header: column.header,
        size: column.width ?? defaultWidth,
        minSize: column.minWidth ?? defaultMinWidth
      })),
    [columns]
  )
  const columnVisibility = useMemo(() => Object.fromEntries(columns.map((column) => [column.id, !column.isHidden])), [columns])
  const onColumnSizingChange = (updater: Updater<Record<string, number>>) =>
    onSizes(typeof updater === 'function' ? updater({ ...sizes }) : updater)
  const table = useTable({
    features,
    columns: definitions,
    data: noRows,
    state: { columnSizing: sizes as Record<string, number>, columnVisibility },
    onColumnSizingChange,
    columnResizeMode: 'onChange'
  })
  const headers = table.getHeaderGroups()[0]?.headers ?? []
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns])
  return headers.flatMap((header) => {
    const column = byId.get(header.column.id)
    if (!column) return []
    return [{ column, width: header.column.getSize(), startResize: header.getResizeHandler(), isResizing: header.column.getIsResizing() }]
  })
}

export type ColumnModel<Row> = ReturnType<typeof useColumnModel<Row>>

/** The grid's `grid-template-columns`: fixed pixels, growing columns stretch, and a filler when nothing grows. */
export function writeTemplate<Row>(model: ColumnModel<Row>, sizes: ColumnSizes, lead: number): string {
  const hasGrowing = model.some(({ column }) => column.isGrowing)
  const tracks = model.map(({ column, width }, index) => {
    const grows = (column.isGrowing || (!hasGrowing && index === 0)) && sizes[column.id] === undefined
    // Shares as their widths: equal ones would make the table as wide as if each were the widest.
    return grows ? `minmax(${width}px, ${width}fr)` : `${width}px`
  })
  const filler = tracks.some((track) => track.endsWith('fr)')) ? [] : ['minmax(0, 1fr)']
  return [...(lead > 0 ? [`${lead}px`] : []), ...tracks, ...filler].join(' ')
}

/** Left offsets of the pinned columns, by column id. */
export function measurePinned<Row>(model: ColumnModel<Row>, lead: number): ReadonlyMap<string, number> {
  const offsets = new Map<string, number>()
  let left = lead
  for (const { column, width } of model) {
    if (!column.isPinned) break
    offsets.set(column.id, left)
    left += width
  }
  return offsets
}

/** The offset of a pinned cell in pixels; the style sheet uses it while the table is scrolled sideways. */
export function placePinned(left: number): CSSProperties {
  return { '--left': `${left}px` } as CSSProperties
}
