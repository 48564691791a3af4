import { useUi } from './ports.tsx'
import type { Column } from './table-columns.ts'
import { showToast } from './toasts.tsx'

/** Gives a function that copies the selected rows (else the active one) as tab-separated text with a head; columns without `text` are left out. */
export function useCopyRows<Row>(
  columns: readonly Column<Row>[],
  selection: ReadonlySet<string>,
  active: number,
  rowCount: number,
  rowAt: (index: number) => Row | undefined,
  rowKey: (row: Row) => string
): () => void {
  const { copy } = useUi()
  return () => {
    const written = columns.filter((column) => column.text)
    const rows = pickRows(selection, active, rowCount, rowAt, rowKey)
    if (written.length === 0 || rows.length === 0) return
    const lines = [written.map((column) => column.header), ...rows.map((row) => written.map((column) => clean(column.text?.(row) ?? '')))]
    void copy(lines.map((line) => line.join('\t')).join('\n')).then(() =>
      showToast({ message: rows.length === 1 ? 'Copied the row' : `Copied ${rows.length} rows` })
    )
  }
}

function pickRows<Row>(
  selection: ReadonlySet<string>,
  active: number,
  rowCount: number,
  rowAt: (index: number) => Row | undefined,
  rowKey: (row: Row) => string
): readonly Row[] {
  if (selection.size === 0) {
    const row = rowAt(active)
    return row === undefined ? [] : [row]
  }
  const rows: Row[] = []
  for (let index = 0; index < rowCount; index++) {
    const row = rowAt(index)
    if (row !== undefined && selection.has(rowKey(row))) rows.push(row)
  }
  return rows
}

function clean(text: string): string {
  return text.replace(/[\t\r\n]+/g, ' ')
}
