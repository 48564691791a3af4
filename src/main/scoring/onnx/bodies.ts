import { Failure } from '../../../preload/contract/reply.ts'
import type { Signature } from '../../../preload/contract/versions.ts'
import type { WorkerBody } from '../messages.ts'

/** A table of cells, as pandas' DataFrame in MLflow: one answer a row comes back. */
export interface Frame {
  readonly kind: 'frame'
  readonly columns: readonly string[]
  readonly rows: readonly (readonly unknown[])[]
}
/** Tensors by input name; '' is the model's only input. */
export interface Tensors {
  readonly kind: 'tensors'
  readonly byName: ReadonlyMap<string, unknown>
}

type Plain = Readonly<Record<string, unknown>>
const formats = ['dataframe_split', 'dataframe_records', 'instances', 'inputs'] as const

/** Reads a request's body as MLflow's scoring server and its schema enforcement would: columns of the signature in its order, what is not in it dropped. */
export function readBody(body: WorkerBody, signature: Signature | null): Frame | Tensors {
  if (body.kind === 'split') return orderColumns({ kind: 'frame', columns: body.columns, rows: JSON.parse(body.rowsJson) }, signature)
  const given = parse(body.text)
  const isColumnBased = signature !== null && signature.inputs.length > 0 && !signature.inputs.some((field) => field.isTensor)
  const value = wrapList(given)
  const present = formats.filter((name) => Object.hasOwn(value, name))
  if (present.length !== 1)
    throw invalid(`exactly one of ${formats.join(', ')} is expected, given: ${Object.keys(value).join(', ') || 'none'}`)
  if (present[0] === 'dataframe_split') return orderColumns(readSplit(value['dataframe_split']), signature)
  if (present[0] === 'dataframe_records') return orderColumns(readRecords(value['dataframe_records']), signature)
  const tensors = present[0] === 'instances' ? readInstances(value['instances']) : readInputs(value['inputs'])
  return isColumnBased ? orderColumns(toFrame(tensors), signature) : nameSingle(tensors, signature)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw invalid(`it is not JSON (${error instanceof Error ? error.message : error})`)
  }
}

/** A bare list: rows as objects, else the row format. */
function wrapList(given: unknown): Plain {
  if (Array.isArray(given)) return { [given.length > 0 && given.every(isPlain) ? 'dataframe_records' : 'instances']: given }
  if (!isPlain(given)) throw invalid('an object or a list is expected')
  return given
}

function readSplit(split: unknown): Frame {
  if (!isPlain(split) || !Array.isArray(split['data'])) throw invalid('dataframe_split wants {"columns": […], "data": [[…]]}')
  const rows = split['data'].map((row: unknown) => (Array.isArray(row) ? row : [row]))
  const width = rows[0]?.length ?? 0
  const columns = Array.isArray(split['columns'])
    ? split['columns'].map(String)
    : Array.from({ length: width }, (_, place) => String(place))
  const ragged = rows.findIndex((row) => row.length !== columns.length)
  if (ragged >= 0) throw invalid(`row ${ragged + 1} has ${rows[ragged]?.length} cells, there are ${columns.length} columns`)
  return { kind: 'frame', columns, rows }
}

function readRecords(records: unknown): Frame {
  if (!Array.isArray(records) || !records.every(isPlain)) throw invalid('dataframe_records wants a list of objects')
  const columns = [...new Set(records.flatMap((row) => Object.keys(row)))]
  return { kind: 'frame', columns, rows: records.map((row) => columns.map((name) => (Object.hasOwn(row, name) ? row[name] : null))) }
}

function readInstances(instances: unknown): Tensors {
  if (!Array.isArray(instances)) throw invalid('instances wants a list')
  if (instances.length === 0 || !isPlain(instances[0])) return { kind: 'tensors', byName: new Map([['', instances]]) }
  const { columns, rows } = readRecords(instances)
  return { kind: 'tensors', byName: new Map(columns.map((name, place) => [name, rows.map((row) => row[place])])) }
}

function readInputs(inputs: unknown): Tensors {
  return { kind: 'tensors', byName: isPlain(inputs) ? new Map(Object.entries(inputs)) : new Map([['', inputs]]) }
}

/** What MLflow does with tensors under a signature of columns: they become its columns. */
function toFrame({ byName }: Tensors): Frame {
  const bare = byName.get('')
  if (bare !== undefined) return readSplit({ data: Array.isArray(bare) ? bare : [bare] })
  const columns = [...byName.keys()]
  const lists = [...byName.values()].map((values) => (Array.isArray(values) ? values : [values]))
  const length = lists[0]?.length ?? 0
  if (lists.some((list) => list.length !== length)) throw invalid('the columns have different lengths')
  return { kind: 'frame', columns, rows: Array.from({ length }, (_, row) => lists.map((list) => list[row])) }
}

/** A list without a name belongs to the signature's only input. */
function nameSingle(tensors: Tensors, signature: Signature | null): Tensors {
  const only = signature?.inputs.length === 1 ? signature.inputs[0]?.name : null
  if (!only || !tensors.byName.has('')) return tensors
  return { kind: 'tensors', byName: new Map([[only, tensors.byName.get('')]]) }
}

function orderColumns(frame: Frame, signature: Signature | null): Frame {
  if (frame.rows.length === 0) throw invalid('it has no rows')
  const names = signature?.inputs.map((field) => field.name) ?? []
  if (names.length === 0 || names.some((name) => name === null)) return frame
  const missing = signature?.inputs.filter((field) => field.isRequired && !frame.columns.includes(field.name ?? ''))
  if (missing?.[0]) throw invalid(`the model is missing ${missing.map((field) => `“${field.name}”`).join(', ')}`)
  const places = names.map((name) => frame.columns.indexOf(name ?? '')).filter((place) => place >= 0)
  return {
    kind: 'frame',
    columns: places.map((place) => frame.columns[place] ?? ''),
    rows: frame.rows.map((row) => places.map((place) => row[place]))
  }
}

function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function invalid(why: string): Failure {
  return new Failure('INVALID', `The input cannot be read: ${why}.`)
}
