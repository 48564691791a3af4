import type { JsonValue } from './answers.ts'

type Cell = string | number | boolean | null
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Rows of a result that are shown as a table. */
const rowLimit = 10_000

/** Gives JSON text. JSON has no word for integers beyond 2^53 in JavaScript, so bigint are written as their digits. */
export function writeJson(value: JsonValue): string {
  if (typeof value === 'bigint') return String(value)
  if (Array.isArray(value)) return `[${value.map(writeJson).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  return `{${Object.entries(value)
    .map(([key, each]) => `${JSON.stringify(key)}: ${writeJson(each)}`)
    .join(', ')}}`
}

/** Gives predictions as a table, the first 10,000 rows: records by their keys, an object of equally long lists by column. */
export function makeTable(predictions: JsonValue): Table {
  if (isList(predictions)) {
    const shown = predictions.slice(0, rowLimit).filter(isObject)
    const columns = [...new Set(shown.flatMap((row) => Object.keys(row)))]
    return { columns, rows: shown.map((row) => columns.map((name) => toCell(row[name] ?? null))) }
  }
  if (!isObject(predictions)) return { columns: ['prediction'], rows: [[toCell(predictions)]] }
  const columns = Object.keys(predictions)
  const lists = Object.values(predictions)
  const length = isList(lists[0] ?? null) ? (lists[0] as readonly JsonValue[]).length : -1
  if (length < 0 || !lists.every((list) => isList(list) && list.length === length)) return { columns, rows: [lists.map(toCell)] }
  const rows = Array.from({ length: Math.min(length, rowLimit) }, (_, row) =>
    lists.map((list) => toCell((list as readonly JsonValue[])[row] ?? null))
  )
  return { columns, rows }
}

function toCell(value: JsonValue): Cell {
  if (typeof value === 'bigint') return String(value)
  return typeof value === 'object' && value !== null ? writeJson(value) : value
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value)
}

function isObject(value: JsonValue): value is { readonly [key: string]: JsonValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
