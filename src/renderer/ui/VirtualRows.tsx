import { defaultRangeExtractor, type Range, useVirtualizer, type Virtualizer } from '@tanstack/react-virtual'
import { type RefObject, useCallback, useEffect, useImperativeHandle, useLayoutEffect, useRef, useState } from 'react'
import styles from './DataTable.module.css'
import { type RowProps, TableRow } from './TableRow.tsx'

/** Height of the sticky head in pixels. */
export const headHeight = 30

export interface VirtualRowsHandle {
  scrollTo(index: number): void
}

type SharedRowProps<Row> = Pick<RowProps<Row>, 'columns' | 'pinned' | 'hasCheckbox' | 'onPress' | 'onOpen' | 'onCheck'>

interface VirtualRowsProps<Row> extends SharedRowProps<Row> {
  readonly scroll: RefObject<HTMLDivElement | null>
  readonly handle: RefObject<VirtualRowsHandle | null>
  readonly rowCount: number
  readonly rowHeight: number
  readonly rowAt: (index: number) => Row | undefined
  readonly rowKey: (row: Row) => string
  readonly rowTone: ((row: Row) => string | undefined) | undefined
  readonly selection: ReadonlySet<string>
  readonly active: number
  /** Id of the row at an index. */
  readonly idOf: (index: number) => string
  readonly onRange: ((first: number, last: number) => void) | undefined
}

/** The rows in view and a few around them; only this part is drawn again while scrolling. The active row is always there, so that the grid can name it. */
export function VirtualRows<Row>(props: VirtualRowsProps<Row>) {
  const { scroll, handle, rowCount, rowHeight, rowAt, rowKey, rowTone, selection, active, idOf, onRange, ...shared } = props
  useSecondRender()
  const rangeExtractor = useCallback((range: Range) => includeActive(defaultRangeExtractor(range), active, range.count), [active])
  const virtual = useVirtualizer({
    count: rowCount,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
    scrollPaddingStart: headHeight,
    rangeExtractor,
    observeElementOffset: observeByFrame,
    useFlushSync: false
  })
  useImperativeHandle(handle, () => ({ scrollTo: (index) => virtual.scrollToIndex(index, { align: 'auto' }) }), [virtual])
  useSizes(virtual.measure, rowHeight)
  const first = virtual.range?.startIndex ?? 0
  const last = virtual.range?.endIndex ?? 0
  const report = useRef(onRange)
  report.current = onRange
  useEffect(() => {
    report.current?.(first, last)
  }, [first, last])
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are positioned by script, which table elements do not allow
    <div role="rowgroup" className={styles.body} style={{ height: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => {
        const row = rowAt(item.index)
        return (
          <TableRow
            key={item.index}
            {...shared}
            id={idOf(item.index)}
            row={row}
            index={item.index}
            top={item.start}
            isActive={item.index === active}
            isSelected={row !== undefined && selection.has(rowKey(row))}
            tone={row === undefined ? undefined : rowTone?.(row)}
          />
        )
      })}
    </div>
  )
}

/** Tells the scroll offset once a frame, outside of the scroll event: updates made inside it outrank the arriving rows, and a long fling would starve them. */
function observeByFrame(virtual: Virtualizer<HTMLDivElement, Element>, tell: (offset: number, isScrolling: boolean) => void) {
  const element = virtual.scrollElement
  if (!element) return
  let frame = 0
  const onScroll = () => {
    cancelAnimationFrame(frame)
    frame = requestAnimationFrame(() => tell(element.scrollTop, false))
  }
  tell(element.scrollTop, false)
  element.addEventListener('scroll', onScroll, { passive: true })
  return () => {
    cancelAnimationFrame(frame)
    element.removeEventListener('scroll', onScroll)
  }
}

/** Adds the active row to the drawn ones, in order. */
export function includeActive(indexes: readonly number[], active: number, count: number): number[] {
  if (active < 0 || active >= count || indexes.includes(active)) return [...indexes]
  return active < (indexes[0] ?? 0) ? [active, ...indexes] : [...indexes, active]
}

/** The scroll element is our parent: its ref is set after our first effects, so the virtualizer finds it only when drawn again. */
function useSecondRender() {
  const [, setDrawn] = useState(false)
  useLayoutEffect(() => setDrawn(true), [])
}

/** The virtualizer keeps its sizes until told that the row height changed. */
function useSizes(measure: () => void, rowHeight: number) {
  const shown = useRef(rowHeight)
  useEffect(() => {
    if (shown.current === rowHeight) return
    shown.current = rowHeight
    measure()
  }, [measure, rowHeight])
}
