import { useRef } from 'react'
import { useRemembered } from './remember.ts'

export interface SelectedRows<Row> {
  readonly selection: ReadonlySet<string>
  /** The selected rows in the order of selecting, as they were when they were last seen. */
  readonly rows: readonly Row[]
  readonly setSelection: (selection: ReadonlySet<string>) => void
  readonly clear: () => void
}

const none: ReadonlySet<string> = new Set()

/** A table's selection that also knows its rows, though the table holds only a window of them. */
export function useSelectedRows<Row>(
  name: string,
  rowKey: (row: Row) => string,
  rowCount: number,
  rowAt: (index: number) => Row | undefined
): SelectedRows<Row> {
  const [selection, remember] = useRemembered<ReadonlySet<string>>(name, none)
  const [kept, keep] = useRemembered<ReadonlyMap<string, Row>>(`${name}.rows`, new Map())
  const latest = useRef({ rowCount, rowAt })
  latest.current = { rowCount, rowAt }
  const setSelection = (next: ReadonlySet<string>) => {
    keep(findRows(next, kept, rowKey, latest.current.rowCount, latest.current.rowAt))
    remember(next)
  }
  const fresh = selection.size === 0 ? kept : findRows(selection, kept, rowKey, rowCount, rowAt)
  const rows = [...selection].flatMap((key) => fresh.get(key) ?? [])
  return { selection, rows, setSelection, clear: () => setSelection(none) }
}

/** The rows of these keys: those loaded now, else those seen before. */
function findRows<Row>(
  keys: ReadonlySet<string>,
  kept: ReadonlyMap<string, Row>,
  rowKey: (row: Row) => string,
  rowCount: number,
  rowAt: (index: number) => Row | undefined
): ReadonlyMap<string, Row> {
  const found = new Map<string, Row>()
  for (let index = 0; index < rowCount && found.size < keys.size; index++) {
    const row = rowAt(index)
    if (row !== undefined && keys.has(rowKey(row))) found.set(rowKey(row), row)
  }
  for (const key of keys) {
    const row = kept.get(key)
    if (row !== undefined && !found.has(key)) found.set(key, row)
  }
  return found
}
