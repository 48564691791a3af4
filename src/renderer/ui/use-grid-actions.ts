import { type MouseEvent, type RefObject, useCallback, useRef, useState } from 'react'
import type { DataTableProps } from './DataTable.tsx'
import { addRange, toggleKey } from './table-selection.ts'

const noSelection: ReadonlySet<string> = new Set()

/** The active row and what presses do; the handlers stay the same over renders, so rows need not be drawn again. */
export function useGridActions<Row>(props: DataTableProps<Row>, scroll: RefObject<HTMLDivElement | null>) {
  const [active, setActive] = useState(props.place?.active ?? -1)
  const latest = useRef({ props, active })
  latest.current = { props, active }

  const keyAt = useCallback((index: number) => {
    const row = latest.current.props.rowAt(index)
    return row === undefined ? undefined : latest.current.props.rowKey(row)
  }, [])

  const activate = useCallback(
    (index: number) => {
      const { props } = latest.current
      setActive(index)
      const row = props.rowAt(index)
      if (row !== undefined) props.onActive?.(row)
      props.onPlace?.({ top: scroll.current?.scrollTop ?? 0, active: index })
    },
    [scroll]
  )

  const onCheck = useCallback(
    (index: number, isRange: boolean) => {
      const { props, active } = latest.current
      const key = keyAt(index)
      if (key === undefined || !props.onSelection) return
      const selection = props.selection ?? noSelection
      props.onSelection(isRange && active >= 0 ? addRange(selection, active, index, keyAt) : toggleKey(selection, key))
      activate(index)
    },
    [activate, keyAt]
  )

  const onPress = useCallback(
    (index: number, event: MouseEvent) => {
      if (event.button !== 0 || (event.target as HTMLElement).closest('input, button')) return
      // Shift would mark text between the rows, the second press of a double click the word under it.
      if (event.shiftKey || event.detail > 1) event.preventDefault()
      const isMulti = event.shiftKey || event.ctrlKey || event.metaKey
      if (isMulti && latest.current.props.onSelection) onCheck(index, event.shiftKey)
      else activate(index)
    },
    [activate, onCheck]
  )

  const onOpen = useCallback((index: number) => {
    const row = latest.current.props.rowAt(index)
    if (row !== undefined) latest.current.props.onOpen?.(row)
  }, [])

  return { active, setActive, activate, keyAt, onPress, onCheck, onOpen }
}

/** State and act of the box in the head: all loaded rows, or none. */
export function describeCheckAll(
  selection: ReadonlySet<string>,
  rowCount: number,
  keyAt: (index: number) => string | undefined,
  onSelection: (selection: ReadonlySet<string>) => void
) {
  const state: 'none' | 'some' | 'all' = selection.size === 0 ? 'none' : selection.size >= rowCount ? 'all' : 'some'
  const onToggle = () => onSelection(state === 'none' ? addRange(noSelection, 0, rowCount - 1, keyAt) : noSelection)
  return { state, onToggle }
}

/** Pixels that the drawn cells of a column need, its head included, for fitting it. */
export function measureContent(scroll: HTMLElement | null, id: string): number {
  const cells = scroll?.querySelectorAll<HTMLElement>(`[data-column="${CSS.escape(id)}"]`) ?? []
  const widths = [...cells].map((cell) => {
    const inner = cell.firstElementChild
    const text = cell.querySelector('[class*="inner"]') ?? inner
    return Math.max(inner?.scrollWidth ?? 0, text?.scrollWidth ?? 0)
  })
  return Math.min(800, Math.max(48, Math.ceil(Math.max(0, ...widths) + measurePadding(cells[0])) + 6))
}

/** The first column of a page begins further to the right than the others. */
function measurePadding(cell: HTMLElement | undefined): number {
  if (!cell) return 0
  const { paddingLeft, paddingRight } = getComputedStyle(cell)
  return (Number.parseFloat(paddingLeft) || 0) + (Number.parseFloat(paddingRight) || 0)
}
