import type { PredictionBody } from '../../preload/contract/predictions.ts'
import type { Field, VersionContents } from '../../preload/contract/versions.ts'

export type FieldKind = 'number' | 'whole' | 'boolean' | 'text' | 'datetime' | 'binary' | 'json'

/** One line of the form. `key` is the column's name, or its place where it has none. */
export interface FormField {
  readonly key: string
  readonly label: string
  /** MLflow's name of the type. */
  readonly type: string
  readonly kind: FieldKind
  readonly isRequired: boolean
  /** Values that the input example has, offered while typing. */
  readonly choices: readonly string[]
  /** What is used when nothing is given; null when nothing would be. */
  readonly fallback: string | null
}

/** What the person typed, by field key. */
export type FieldTexts = Readonly<Record<string, string>>

/** Either every value, or what is wrong by field key. */
export interface ReadFields {
  readonly values: Readonly<Record<string, unknown>>
  readonly problems: Readonly<Record<string, string>>
}

const kinds: Readonly<Record<string, FieldKind>> = {
  double: 'number',
  float: 'number',
  long: 'whole',
  integer: 'whole',
  boolean: 'boolean',
  string: 'text',
  datetime: 'datetime',
  binary: 'binary'
}

/** The form's lines out of the signature; without one, out of the example's first row; empty when there is neither. */
export function listFields(contents: VersionContents): readonly FormField[] {
  const rows = contents.inputExample ?? []
  if (contents.signature && contents.signature.inputs.length > 0)
    return contents.signature.inputs.map((field, place) => toField(field, place, rows))
  return Object.entries(rows[0] ?? {}).map(([name, value], place) =>
    toField({ name, type: guessType(value), isRequired: true, isTensor: false, shape: null, defaultValue: null }, place, rows)
  )
}

/** The lines for the model's parameters; an empty one means the default. */
export function listParams(contents: VersionContents): readonly FormField[] {
  return (contents.signature?.params ?? []).map((field, place) => ({
    ...toField(field, place, []),
    kind: field.shape === null ? (kinds[field.type] ?? 'json') : 'json',
    isRequired: field.defaultValue === null && field.isRequired,
    fallback: field.defaultValue
  }))
}

function toField(field: Field, place: number, rows: readonly Readonly<Record<string, unknown>>[]): FormField {
  const key = field.name ?? String(place)
  const kind = field.isTensor ? 'json' : (kinds[field.type] ?? 'json')
  return {
    key,
    label: field.name ?? (field.isTensor ? 'input' : `column ${place}`),
    type: field.type,
    kind,
    isRequired: field.isRequired,
    choices: kind === 'text' ? [...new Set(rows.map((row) => writeText(row[key])))].filter((text) => text !== '').slice(0, 50) : [],
    fallback: null
  }
}

function guessType(value: unknown): string {
  if (typeof value === 'number') return 'double'
  if (typeof value === 'boolean') return 'boolean'
  return typeof value === 'string' ? 'string' : 'any'
}

/** What the form starts with: row `index` of the example, or the whole example where rows cannot be told apart (tensors). */
export function readExample(contents: VersionContents, fields: readonly FormField[], index = 0): FieldTexts {
  if (takesTensors(contents)) return readTensorExample(contents, fields)
  const row = contents.inputExample?.[index] ?? {}
  return Object.fromEntries(fields.map(({ key }) => [key, writeText(row[key])]))
}

function readTensorExample(contents: VersionContents, fields: readonly FormField[]): FieldTexts {
  const body = parseJson(contents.inputExampleJson ?? '')
  const inputs = isRecord(body) ? (body['inputs'] ?? body['instances']) : body
  if (inputs === undefined) return {}
  if (!isRecord(inputs)) return fields[0] ? { [fields[0].key]: JSON.stringify(inputs) } : {}
  return Object.fromEntries(fields.map(({ key }) => [key, writeText(inputs[key])]))
}

/** A value as the form shows it; '' for what is absent. */
export function writeText(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** Reads every line; an empty one that may be empty is left out. */
export function readFields(fields: readonly FormField[], texts: FieldTexts): ReadFields {
  const values: Record<string, unknown> = {}
  const problems: Record<string, string> = {}
  for (const field of fields) {
    const text = texts[field.key] ?? ''
    const isEmpty = text.trim() === '' && !(field.kind === 'text' && field.isRequired)
    if (isEmpty && field.isRequired) problems[field.key] = `${field.label} is required`
    if (isEmpty) continue
    const read = readers[field.kind](text, field)
    if (read.problem === undefined) values[field.key] = read.value
    else problems[field.key] = `${field.label}: ${read.problem}`
  }
  return { values, problems }
}

type Read = { readonly value?: unknown; readonly problem?: string }

const readers: Readonly<Record<FieldKind, (text: string, field: FormField) => Read>> = {
  text: (text) => ({ value: text }),
  boolean: (text, { type }) => (text === 'true' || text === 'false' ? { value: text === 'true' } : refuse(type, text)),
  number: (text, { type }) => readNumber(text.trim(), type),
  whole: (text, { type }) => readWhole(text.trim(), type),
  datetime: (text, { type }) => (Number.isNaN(Date.parse(text)) ? refuse(type, text, 'write 2026-10-12T14:02:00') : { value: text.trim() }),
  binary: (text, { type }) =>
    /^[A-Za-z0-9+/]*={0,2}$/.test(text.trim()) ? { value: text.trim() } : refuse(type, text, 'write it in base64'),
  json: (text, { type }) => readJson(text, type)
}

const numberPattern = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i
/** Longest part of a text that a problem quotes, in characters. */
const quoteLimit = 40

/** In the words in which the core refuses JSON and CSV: what is expected, what is given, and how to write it. */
function refuse(type: string, text: string, advice?: string): Read {
  const given = numberPattern.test(text.trim())
    ? `${/^[+-]?\d+$/.test(text.trim()) ? 'long' : 'double'} ${text.trim()}`
    : `string “${text.length > quoteLimit ? `${text.slice(0, quoteLimit)}…` : text}”`
  return { problem: `${type} is expected, ${given} is given${advice === undefined ? '' : `: ${advice}`}` }
}

function readNumber(text: string, type: string): Read {
  if (/^[+-]?\d+,\d+$/.test(text)) return refuse(type, text, `write ${text.replace(',', '.')}`)
  if (!numberPattern.test(text)) return refuse(type, text)
  return Number.isFinite(Number(text)) ? { value: Number(text) } : refuse(type, text, 'it is too large')
}

function readWhole(text: string, type: string): Read {
  if (!/^[+-]?\d+$/.test(text)) return refuse(type, text)
  const value = Number(text)
  if (type === 'integer' && (value < -(2 ** 31) || value >= 2 ** 31)) return refuse(type, text, 'it does not fit 32 bits')
  return Number.isSafeInteger(value) ? { value } : { problem: `${text} is too large for the form: use the JSON tab` }
}

function readJson(text: string, type: string): Read {
  const value = parseJson(text)
  return value === undefined ? refuse(type, text, 'write it as JSON') : { value }
}

/** What is sent: one row by column name; for tensors and unnamed columns the scoring protocol's own form. */
export function writeBody(contents: VersionContents, fields: readonly FormField[], values: ReadFields['values']): PredictionBody {
  const inputs = contents.signature?.inputs ?? []
  if (takesTensors(contents)) {
    const isNamed = inputs.every((field) => field.name !== null)
    return { kind: 'json', text: JSON.stringify({ inputs: isNamed ? values : values[fields[0]?.key ?? ''] }) }
  }
  if (inputs.some((field) => field.name === null))
    return { kind: 'json', text: JSON.stringify({ dataframe_split: { data: [fields.map(({ key }) => values[key] ?? null)] } }) }
  return { kind: 'records', rows: [{ ...values }] }
}

function takesTensors(contents: VersionContents): boolean {
  return contents.signature?.inputs.some((field) => field.isTensor) ?? false
}

/** First row of an input that was sent, for the form; null when it is no table. */
export function readSentRow(input: string): FieldTexts | null {
  const body = parseJson(input)
  const row = firstRow(body)
  return row && Object.fromEntries(Object.entries(row).map(([key, value]) => [key, writeText(value)]))
}

function firstRow(body: unknown): Readonly<Record<string, unknown>> | null {
  if (Array.isArray(body)) return isRecord(body[0]) ? body[0] : null
  if (!isRecord(body)) return null
  if (Array.isArray(body['dataframe_records'])) return firstRow(body['dataframe_records'])
  const split = body['dataframe_split']
  if (!isRecord(split)) return null
  const { columns, data } = split
  if (!Array.isArray(columns) || !Array.isArray(data) || !Array.isArray(data[0])) return null
  const cells: readonly unknown[] = data[0]
  return Object.fromEntries(columns.map((name, place) => [String(name), cells[place]]))
}

/** JSON with line breaks; the text itself when it is no JSON or so large that nobody reads it. */
export function prettify(text: string): string {
  const value = text.length > 500_000 ? undefined : parseJson(text)
  // Numbers beyond 2^53 would change on the way: such a text stays as it is.
  return value === undefined || /\d{16,}/.test(text) ? text : joinShortLists(JSON.stringify(value, null, 2))
}

/** Lists of plain values in one line each: rows of a table read as rows. */
function joinShortLists(json: string): string {
  return json.replace(/\[\n\s+([^[\]{}]*?)\n\s+\]/g, (_, inner: string) => `[${inner.replace(/\n\s+/g, ' ')}]`)
}

/** What is wrong with a JSON text, or undefined. */
export function findJsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : 'is not JSON'
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
