import { useMemo } from 'react'
import { DataTable } from './DataTable.tsx'
import { formatMetric } from './numbers.ts'
import { type Series, type SeriesRow, tabulateSeries } from './series.ts'
import type { Column } from './table-columns.ts'
import { Nothing } from './Values.tsx'

/** The twin of a chart: one row for each x, one column for each line. */
export function ChartTable({
  title,
  series,
  xName,
  nameX,
  height
}: {
  readonly title: string
  readonly series: readonly Series[]
  readonly xName: string
  readonly nameX: (x: number) => string
  readonly height: number
}) {
  const rows = useMemo(() => tabulateSeries(series), [series])
  const columns: readonly Column<SeriesRow>[] = [
    { id: 'x', header: xName, width: 120, cell: (row) => nameX(row.x), text: (row) => nameX(row.x) },
    ...series.map((one, index) => ({
      id: one.id,
      header: one.label,
      align: 'right' as const,
      width: 120,
      cell: (row: SeriesRow) => (row.values[index] === undefined ? <Nothing /> : formatMetric(row.values[index], 8)),
      text: (row: SeriesRow) => String(row.values[index] ?? '')
    }))
  ]
  return (
    <DataTable
      label={`${title} as a table`}
      columns={columns}
      rowCount={rows.length}
      rowAt={(index) => rows[index]}
      rowKey={(row) => String(row.x)}
      fit="content"
      maxHeight={height - 1}
    />
  )
}
