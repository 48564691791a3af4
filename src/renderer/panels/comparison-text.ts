import type { CellValue, ComparisonColumn } from '../../preload/contract/comparisons.ts'
import { formatDifference, formatMetric } from '../ui/numbers.ts'
import { quoteCell } from '../ui/series.ts'
import type { ShownGroup } from './comparison-rows.ts'

/** The rows on show as Markdown: a table for each group, differences to the base in brackets. */
export function writeMarkdown(columns: readonly ComparisonColumn[], groups: readonly ShownGroup[]): string {
  const head = columns.map((column, index) => escapeCell(index === 0 ? `${column.label} (base)` : column.label))
  const tables = groups.map(({ name, rows }) => {
    const align = columns.map(() => (name === 'Metrics' ? '---:' : '---'))
    const lines = rows.map((row) => [
      escapeCell(row.key),
      ...row.values.map((value, index) => writeCell(value, row.differences[index] ?? null, name === 'Metrics'))
    ])
    return [[name, ...head], ['---', ...align], ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
  })
  return `${tables.join('\n\n')}\n`
}

function writeCell(value: CellValue, difference: number | null, isMetric: boolean): string {
  if (value === null) return '–'
  if (!isMetric) return escapeCell(String(value))
  const shown = typeof value === 'number' ? formatMetric(value) : value
  return difference === null || difference === 0 ? shown : `${shown} (${formatDifference(difference)})`
}

/** A bar would end the cell, a line break the row. */
function escapeCell(text: string): string {
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('|', '\\|')
    .replace(/\s*[\r\n]+\s*/g, ' ')
}

/** The rows on show as CSV (RFC 4180): group, name, one column for each thing compared. Numbers whole, absent values empty. */
export function writeCsv(columns: readonly ComparisonColumn[], groups: readonly ShownGroup[]): string {
  const head = ['group', 'name', ...columns.map((column) => column.label)]
  const lines = groups.flatMap(({ name, rows }) => rows.map((row) => [name, row.key, ...row.values.map((value) => String(value ?? ''))]))
  return `${[head, ...lines].map((cells) => cells.map(quoteCell).join(',')).join('\r\n')}\r\n`
}
