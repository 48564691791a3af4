import type { Signature } from '../../../preload/contract/versions.ts'
import { isRecord, parseJson } from './json.ts'

type Rows = readonly Readonly<Record<string, unknown>>[]

/** Rows of an example that are shown. */
const rowLimit = 100

/** Rows of an input example by column name: from split, records, a list of rows, or columns; null when it is none of these. */
export function readExampleRows(json: string, signature: Signature | null): Rows | null {
  const value = unwrapBody(parseJson(json))
  if (isRecord(value)) return readSplit(value) ?? readColumns(value)
  if (!Array.isArray(value) || value.length === 0) return null
  const list = value.slice(0, rowLimit)
  if (list.every(isRecord)) return list
  const names = signature?.inputs.map((field) => field.name) ?? []
  return list.every(Array.isArray) ? list.map((row: readonly unknown[]) => nameCells(row, names)) : null
}

/** A body for the scoring protocol: the example as it is when it is one already, else wrapped by its shape. Null for text that is no JSON. */
export function buildScoringBody(json: string): string | null {
  const value = parseJson(json)
  if (value === undefined) return null
  if (isRecord(value) && bodyKeys.some((key) => Object.hasOwn(value, key))) return json
  if (isRecord(value) && readSplit(value)) return JSON.stringify({ dataframe_split: value })
  if (Array.isArray(value) && value.length > 0 && value.every(isRecord)) return JSON.stringify({ dataframe_records: value })
  return JSON.stringify({ inputs: value })
}

const bodyKeys = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const

function unwrapBody(value: unknown): unknown {
  if (!isRecord(value)) return value
  const key = bodyKeys.find((name) => Object.hasOwn(value, name))
  return key ? value[key] : value
}

function readSplit(value: Readonly<Record<string, unknown>>): Rows | null {
  const { columns, data } = value
  if (!Array.isArray(data) || !data.every(Array.isArray)) return null
  if (columns !== undefined && !Array.isArray(columns)) return null
  const names = (columns ?? []).map(String)
  return data.slice(0, rowLimit).map((row: readonly unknown[]) => nameCells(row, names))
}

/** `{a: [1, 2], b: [3, 4]}` are columns; an object of plain values is one row. */
function readColumns(value: Readonly<Record<string, unknown>>): Rows | null {
  const columns = Object.entries(value)
  if (columns.length === 0) return null
  const length = Array.isArray(columns[0]?.[1]) ? columns[0][1].length : null
  if (length === null) return columns.every(([, cell]) => !Array.isArray(cell)) ? [value] : null
  if (!columns.every(([, cells]) => Array.isArray(cells) && cells.length === length)) return null
  return Array.from({ length: Math.min(length, rowLimit) }, (_, row) =>
    Object.fromEntries(columns.map(([name, cells]) => [name, (cells as readonly unknown[])[row]]))
  )
}

/** Cells without a name are called by their place, as MLflow calls them. */
function nameCells(row: readonly unknown[], names: readonly (string | null)[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(row.map((cell, index) => [names[index] ?? String(index), cell]))
}
