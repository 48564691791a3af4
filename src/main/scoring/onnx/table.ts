import type { JsonValue } from './answers.ts'

type Cell = string | number | boolean | null
export interface Table {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Rows of a result that are shown as a table. */
const rowLimit = 10_000
/** Parts of a cell that get columns of their own. */
const partLimit = 50

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
    return spread(columns, (name) => shown.map((row) => row[name] ?? null))
  }
  if (!isObject(predictions)) return { columns: ['prediction'], rows: [[toCell(predictions)]] }
  const columns = Object.keys(predictions)
  const lists = Object.values(predictions)
  const length = isList(lists[0] ?? null) ? (lists[0] as readonly JsonValue[]).length : -1
  if (length < 0 || !lists.every((list) => isList(list) && list.length === length)) return { columns, rows: [lists.map(toCell)] }
  return spread(columns, (name) => (predictions[name] as readonly JsonValue[]).slice(0, rowLimit))
}

/** Columns whose cells all have the same few parts, such as a probability for each label, become a column for each part. */
function spread(columns: readonly string[], cellsOf: (column: string) => readonly JsonValue[]): Table {
  const parts = columns.flatMap((name) => {
    const cells = cellsOf(name)
    const keys = sharedKeys(cells)
    if (!keys) return [{ name, cells }]
    return keys.map((key) => ({
      name: `${name}.${key}`,
      cells: cells.map((cell) => (cell as { readonly [key: string]: JsonValue })[key] ?? null)
    }))
  })
  const length = parts[0]?.cells.length ?? 0
  const rows = Array.from({ length }, (_, row) => parts.map(({ cells }) => toCell(cells[row] ?? null)))
  return { columns: parts.map(({ name }) => name), rows }
}

/** Keys (or places) that every cell has, when all have the same and they are few; null otherwise. */
function sharedKeys(cells: readonly JsonValue[]): readonly string[] | null {
  const [first] = cells
  if (typeof first !== 'object' || first === null) return null
  const keys = Object.keys(first)
  if (keys.length === 0 || keys.length > partLimit) return null
  const isAlike = cells.every((cell) => typeof cell === 'object' && cell !== null && isSame(Object.keys(cell), keys))
  return isAlike ? keys : null
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((key, place) => key === right[place])
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
