import type { Prediction } from '../../../preload/contract/predictions.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import type { Field, Signature, VersionContents } from '../../../preload/contract/versions.ts'
import { describeValue, fitsType } from './values.ts'

/** Rows to be checked: cells by name; a name that a row lacks is undefined. */
export interface Grid {
  readonly columns: readonly string[]
  readonly length: number
  cell(row: number, column: string): unknown
}

/** A field of the signature and the column that fills it. */
export interface FilledField {
  readonly field: Field
  readonly column: string
}

/** Refuses a version that neither engine can run. */
export function checkRunnable(model: string, version: string, contents: VersionContents): void {
  if (contents.problem !== null) throw new Failure('NOT_FOUND', `${model} v${version} cannot be run: ${contents.problem}`)
  if (contents.engine !== 'none') return
  const flavors = contents.flavors.join(', ') || 'none'
  throw new Failure(
    'UNSUPPORTED',
    `${model} v${version} has neither an ONNX nor a Python flavor (flavors: ${flavors}); it cannot be run here.`,
    {
      remedy: 'Log the model with an MLflow Python flavor or as ONNX.'
    }
  )
}

/** Whether somebody must agree before this version's files are loaded. */
export function needsConsent(contents: VersionContents, hasConsent: boolean): boolean {
  return contents.engine === 'python' && contents.loadingRunsCode && !hasConsent
}

/** What is thrown until somebody agrees: says plainly what loading does. */
export function describeConsent(model: string, version: string, digest: string): Failure {
  const message = `Loading ${model} v${version} runs code from its files on this computer, with your rights.`
  return new Failure('CONSENT_NEEDED', message, {
    remedy:
      'Agree only if you trust where these files come from. Your consent holds for these bytes alone and is written to the activity log.',
    details: { digest, model, version }
  })
}

/** Finds the column of each field as MLflow does: by name, or by place when the signature has no names. INVALID names what is missing; what the signature lacks is named in warnings. */
export function matchColumns(
  columns: readonly string[],
  signature: Signature | null
): { readonly fields: readonly FilledField[]; readonly warnings: readonly string[] } {
  if (!signature || signature.inputs.length === 0)
    return { fields: [], warnings: ['This version has no signature: the input was not checked before the model got it.'] }
  if (signature.inputs.every((field) => field.name === null)) return matchPlaces(columns, signature.inputs)
  const known = new Set(columns)
  const absent = signature.inputs.filter((field) => field.isRequired && !known.has(field.name ?? ''))
  if (absent[0]) throw describeAbsent(absent, columns)
  const wanted = new Set(signature.inputs.map((field) => field.name))
  const extra = columns.filter((column) => !wanted.has(column))
  return {
    fields: signature.inputs.filter((field) => known.has(field.name ?? '')).map((field) => ({ field, column: field.name ?? '' })),
    warnings: extra.length === 0 ? [] : [`Not in the signature, and ignored: ${extra.map((name) => `“${name}”`).join(', ')}.`]
  }
}

function matchPlaces(columns: readonly string[], inputs: readonly Field[]): ReturnType<typeof matchColumns> {
  // One tensor without a name takes the rows as a matrix: its width is the model's to check.
  if (inputs.some((field) => field.isTensor)) return { fields: [], warnings: [] }
  if (columns.length < inputs.length) {
    const [expected, given] = [`${inputs.length} columns`, `${columns.length} columns`]
    throw new Failure('INVALID', `The signature has ${expected} without names; ${columns.length} are given.`, {
      details: { expected, given }
    })
  }
  return { fields: inputs.map((field, place) => ({ field, column: columns[place] ?? '' })), warnings: [] }
}

function describeAbsent(absent: readonly Field[], columns: readonly string[]): Failure {
  const [first] = absent
  const names = absent.map((field) => `“${field.name}” (${field.type})`).join(', ')
  return new Failure('INVALID', `The input lacks ${names}.`, {
    remedy: columns.length === 0 ? 'Fill in the fields.' : `Add what is missing. Given: ${columns.slice(0, 50).join(', ')}.`,
    details: { field: first?.name ?? '', expected: first?.type ?? '', given: 'nothing' }
  })
}

/** Checks rows `from` to `to` (not included) against the signature's types. INVALID names the field, the row (from 1), the expected and the given type. */
export function checkCells(fields: readonly FilledField[], grid: Grid, from: number, to: number): void {
  for (let row = from; row < to; row++) {
    for (const { field, column } of fields) {
      const value = grid.cell(row, column)
      const isAbsent = value === undefined && field.isRequired
      if (isAbsent || (!field.isTensor && !fitsType(field.type, value, field.isRequired)))
        throw describeMismatch(field, column, row + 1, value)
    }
  }
}

/** The words for one cell that does not fit. */
export function describeMismatch(field: Field, column: string, row: number, value: unknown): Failure {
  const given = describeValue(value)
  const remedy =
    field.type === 'long' || field.type === 'integer' ? 'A fraction is not cut off, and a missing value has no whole number.' : undefined
  return new Failure('INVALID', `“${column}”, row ${row}: ${field.type} is expected, ${given} is given.`, {
    ...(remedy ? { remedy } : {}),
    details: { field: column, expected: field.type, given, row }
  })
}

/** Checks parameters against the signature's: a wrong type is INVALID, an unknown name is named in the warnings, as MLflow ignores it. */
export function checkParams(params: Readonly<Record<string, unknown>>, signature: Signature | null): readonly string[] {
  const known = new Map(signature?.params.map((field) => [field.name, field]))
  for (const [name, value] of Object.entries(params)) {
    const field = known.get(name)
    const values = field?.shape && Array.isArray(value) ? value : [value]
    const wrong = field ? values.find((each) => each !== null && !fitsType(field.type, each, true)) : undefined
    if (!field || wrong === undefined) continue
    const given = describeValue(wrong)
    throw new Failure('INVALID', `Parameter “${name}”: ${field.type} is expected, ${given} is given.`, {
      details: { field: name, expected: field.type, given }
    })
  }
  const ignored = Object.keys(params).filter((name) => !known.has(name))
  return ignored.length === 0 ? [] : [`Parameters that the signature lacks are ignored: ${ignored.map((name) => `“${name}”`).join(', ')}.`]
}

/** A result whose rows are not those of the input is shown, and said. */
export function compareCounts(given: number, answered: readonly unknown[]): readonly string[] {
  const isCut = answered.length >= 10_000
  if (isCut || answered.length === given || answered.length === 0) return []
  return [`The model gave ${answered.length} ${answered.length === 1 ? 'row' : 'rows'} for ${given} of the input.`]
}

/** One line for a list: the first row's cells, and how many rows follow. */
export function summarizeRow(columns: readonly string[], cells: readonly unknown[], rows: number): string {
  const show = (value: unknown) => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
  const line = columns.length === 1 ? show(cells[0]) : columns.map((name, place) => `${name}=${show(cells[place] ?? null)}`).join(', ')
  const more = rows > 1 ? ` (+${rows - 1} ${rows === 2 ? 'row' : 'rows'})` : ''
  return `${shorten(line, 200)}${more}`
}

/** A number of an answer for a list: what a float holds beyond six digits is noise there. */
export function roundForList(cell: unknown): unknown {
  return typeof cell === 'number' && !Number.isInteger(cell) ? Number(cell.toPrecision(6)) : cell
}

/** Text of at most `length` characters on one line. */
export function shorten(text: string, length: number): string {
  const line = text
    .slice(0, length * 4)
    .replace(/\s+/gu, ' ')
    .trim()
  return line.length > length ? `${line.slice(0, length - 1)}…` : line
}

/** A cell of an exported CSV file: a spreadsheet must not take a text for a formula. */
export function guardCell(value: string | number | null): string | number | null {
  return typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
}

/** Columns of an exported CSV file, in order. */
export const exportColumns = [
  'when',
  'model',
  'version',
  'status',
  'by',
  'rows',
  'duration_ms',
  'load_ms',
  'input',
  'output',
  'warnings',
  'problem',
  'artifact_digest',
  'id'
] as const

/** One prediction as the cells of an exported CSV file. */
export function toExportCells(prediction: Prediction): readonly (string | number | null)[] {
  return [
    new Date(prediction.atMs).toISOString(),
    prediction.model,
    prediction.version,
    prediction.status,
    prediction.by,
    prediction.rows,
    prediction.durationMs,
    prediction.loadMs,
    prediction.input,
    prediction.output,
    prediction.warnings.join('\n'),
    prediction.problem,
    prediction.artifactDigest,
    prediction.id
  ].map(guardCell)
}

/** The scorer's key of a version's bytes. */
export function writeKey(
  { registryId, model, version }: { readonly registryId: string; readonly model: string; readonly version: string },
  digest: string
): string {
  return JSON.stringify([registryId, model, version, digest])
}

/** What a key was made of. */
export function readKey(key: string): { readonly registryId: string; readonly model: string; readonly version: string } {
  const [registryId = '', model = '', version = ''] = JSON.parse(key) as string[]
  return { registryId, model, version }
}
