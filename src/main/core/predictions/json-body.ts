import { Failure } from '../../../preload/contract/reply.ts'
import type { Grid } from './rules.ts'

type Plain = Readonly<Record<string, unknown>>

/** Nesting of a body: what is deeper is a mistake or an attack. */
const depthLimit = 100
const formats = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const

/** Reads the scoring protocol's body as far as it has named columns to check; other shapes (bare arrays, chat messages) give no grid and are the model's to judge. INVALID when it is no JSON object or list. */
export function readJsonGrid(text: string): { readonly grid: Grid | null; readonly rows: number } {
  const value = parse(text)
  if (Array.isArray(value)) return value.length > 0 && value.every(isPlain) ? fromRecords(value) : { grid: null, rows: value.length }
  if (!isPlain(value)) throw new Failure('INVALID', 'The input must be a JSON object or list.')
  const present = formats.filter((name) => Object.hasOwn(value, name))
  if (present.length > 1)
    throw new Failure('INVALID', `The input has ${present.map((name) => `“${name}”`).join(' and ')}; only one may be given.`)
  if (Object.hasOwn(value, 'dataframe_split')) return fromSplit(value['dataframe_split'])
  const records = value['dataframe_records'] ?? value['instances']
  if (Array.isArray(records))
    return records.length > 0 && records.every(isPlain) ? fromRecords(records) : { grid: null, rows: records.length }
  if (isPlain(value['inputs'])) return fromColumns(value['inputs'])
  return { grid: null, rows: Array.isArray(value['inputs']) ? value['inputs'].length : 1 }
}

function parse(text: string): unknown {
  checkDepth(text)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Failure('INVALID', `The input is not JSON: ${error instanceof Error ? error.message : error}.`, {
      remedy: 'Correct the JSON and try again.'
    })
  }
}

/** Counts brackets outside of texts, so that nothing recurses into a hostile depth. */
function checkDepth(text: string): void {
  let depth = 0
  let isText = false
  for (let at = 0; at < text.length; at++) {
    const mark = text[at]
    if (isText) {
      if (mark === '\\') at++
      else if (mark === '"') isText = false
    } else if (mark === '"') isText = true
    else if (mark === '[' || mark === '{') depth++
    else if (mark === ']' || mark === '}') depth--
    if (depth > depthLimit) throw new Failure('INVALID', `The input is nested more than ${depthLimit} deep.`)
  }
}

function fromSplit(split: unknown): ReturnType<typeof readJsonGrid> {
  if (!isPlain(split) || !Array.isArray(split['data']))
    throw new Failure('INVALID', '“dataframe_split” must be an object with “columns” and “data”.')
  const data = split['data'] as readonly unknown[]
  if (!Array.isArray(split['columns'])) return { grid: null, rows: data.length }
  const columns = split['columns'].map(String)
  const places = new Map(columns.map((name, place) => [name, place]))
  const ragged = data.findIndex((row) => !Array.isArray(row) || row.length !== columns.length)
  if (ragged >= 0)
    throw new Failure('INVALID', `Row ${ragged + 1} of “dataframe_split” does not have ${columns.length} cells.`, {
      details: { row: ragged + 1 }
    })
  const cell: Grid['cell'] = (row, column) => (data[row] as readonly unknown[])[places.get(column) ?? -1]
  return { grid: { columns, length: data.length, cell }, rows: data.length }
}

function fromRecords(records: readonly Plain[]): ReturnType<typeof readJsonGrid> {
  const columns = new Set<string>()
  for (const record of records) for (const name of Object.keys(record)) columns.add(name)
  const cell: Grid['cell'] = (row, column) => {
    const record = records[row]
    return record && Object.hasOwn(record, column) ? record[column] : undefined
  }
  return { grid: { columns: [...columns], length: records.length, cell }, rows: records.length }
}

/** Lists by column, or one row of plain values. */
function fromColumns(inputs: Plain): ReturnType<typeof readJsonGrid> {
  const lists = Object.values(inputs)
  const length = Array.isArray(lists[0]) ? lists[0].length : 1
  const areLists = lists.every((list) => Array.isArray(list) && list.length === length)
  const arePlain = lists.every((value) => !Array.isArray(value))
  if (!areLists && !arePlain) return { grid: null, rows: length }
  const cell: Grid['cell'] = (row, column) => {
    const value = Object.hasOwn(inputs, column) ? inputs[column] : undefined
    return areLists ? (value as readonly unknown[] | undefined)?.[row] : value
  }
  return { grid: { columns: Object.keys(inputs), length, cell }, rows: length }
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
