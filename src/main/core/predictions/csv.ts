import { parse } from 'csv-parse/stream'
import { Failure } from '../../../preload/contract/reply.ts'
import type { Field, Signature } from '../../../preload/contract/versions.ts'
import { guessColumn, readCell } from './values.ts'

/** Rows of a CSV file by column name, typed by the signature. */
export interface CsvRows {
  readonly columns: readonly string[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

export const csvByteLimit = 16_000_000
const rowLimit = 100_000
const columnLimit = 10_000
const pieceBytes = 65_536
const sliceRows = 2000

/** Text of a CSV file. INVALID for UTF-16 and anything that is not UTF-8. */
export function decodeCsv(bytes: Uint8Array): string {
  const [first, second] = bytes
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
  const remedy = 'Save it as CSV in UTF-8.'
  if (isUtf16) throw new Failure('INVALID', 'The CSV file is in UTF-16.', { remedy })
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    if (text.includes('\0')) throw new Failure('INVALID', 'The CSV file holds NUL characters: it is no text.', { remedy })
    return text
  } catch (error) {
    throw error instanceof Failure ? error : new Failure('INVALID', 'The CSV file is not in UTF-8.', { remedy })
  }
}

/** Reads CSV text with a header into typed rows, a piece at a time so that the event loop breathes. INVALID names row (from 1, without the header) and column. */
export async function parseCsv(text: string, signature: Signature | null, signal: AbortSignal): Promise<CsvRows> {
  const delimiter = findDelimiter(text)
  const records = await readRecords(text, delimiter, signal)
  const [header, ...cells] = records
  if (!header)
    throw new Failure('INVALID', 'The CSV file is empty.', { remedy: 'The first line names the columns, each further line is a row.' })
  checkHeader(header)
  if (cells.length === 0) throw new Failure('INVALID', 'The CSV file has a header but no rows.')
  const ragged = cells.findIndex((row) => row.length !== header.length)
  if (ragged >= 0) throw describeRagged(ragged + 1, cells[ragged]?.length ?? 0, header.length)
  return { columns: header, rows: signature?.inputs.length ? await typeRows(header, cells, signature) : await guessRows(header, cells) }
}

async function readRecords(text: string, delimiter: string, signal: AbortSignal): Promise<string[][]> {
  const records: string[][] = []
  const parser = parse({ delimiter, bom: true, relax_column_count: true, skip_empty_lines: true, max_record_size: 1_000_000 })
  try {
    for await (const record of streamPieces(Buffer.from(text), signal).pipeThrough(parser)) {
      records.push(record as string[])
      if (records.length > rowLimit + 1)
        throw new Failure('TOO_LARGE', `The CSV file has more than ${rowLimit} rows.`, { remedy: 'Split it into smaller ones.' })
    }
  } catch (error) {
    throw describeCsvError(error)
  }
  return records
}

/** The bytes in pieces, each in a turn of its own. */
function streamPieces(bytes: Uint8Array, signal: AbortSignal): ReadableStream<Uint8Array> {
  let start = 0
  return new ReadableStream({
    pull: async (controller) => {
      if (signal.aborted) throw new Failure('CANCELLED', 'Cancelled.')
      if (start >= bytes.length) return controller.close()
      controller.enqueue(bytes.subarray(start, start + pieceBytes))
      start += pieceBytes
      await new Promise((resolve) => setImmediate(resolve))
    }
  })
}

function describeCsvError(error: unknown): Error {
  const { code, lines } = (error ?? {}) as { readonly code?: unknown; readonly lines?: unknown }
  if (error instanceof Failure || typeof code !== 'string' || !code.startsWith('CSV_')) return error as Error
  const line = typeof lines === 'number' ? `line ${lines}` : 'a line'
  if (code === 'CSV_QUOTE_NOT_CLOSED')
    return new Failure('INVALID', `The CSV file ends inside a quoted cell; a quote is not closed (${line}).`)
  if (code === 'CSV_MAX_RECORD_SIZE') return new Failure('TOO_LARGE', `The CSV file has a row of over 1,000,000 characters (${line}).`)
  return new Failure('INVALID', `The CSV file cannot be read at ${line}: ${error instanceof Error ? error.message : code}`)
}

/** What separates cells: the one of comma, semicolon and tab that the header has most of. */
function findDelimiter(text: string): string {
  const header = text.slice(0, text.search(/[\r\n]|$/)).replace(/"[^"]*"/g, '')
  const count = (mark: string) => header.split(mark).length
  return [',', ';', '\t'].reduce((best, mark) => (count(mark) > count(best) ? mark : best))
}

function checkHeader(header: readonly string[]): void {
  if (header.length > columnLimit) throw new Failure('TOO_LARGE', `The CSV file has ${header.length} columns; the limit is ${columnLimit}.`)
  const seen = new Set<string>()
  for (const [place, name] of header.entries()) {
    if (name === '') throw new Failure('INVALID', `Column ${place + 1} of the CSV file has no name in the header.`)
    if (seen.has(name)) throw new Failure('INVALID', `The CSV file has two columns named “${name}”.`, { details: { field: name } })
    seen.add(name)
  }
}

function describeRagged(row: number, given: number, expected: number): Failure {
  return new Failure('INVALID', `Row ${row} of the CSV file has ${given} cells; the header has ${expected}.`, {
    remedy: 'Cells that hold the separator must be in quotes.',
    details: { row, expected, given }
  })
}

function typeRows(header: readonly string[], cells: readonly (readonly string[])[], signature: Signature): Promise<CsvRows['rows']> {
  const isNamed = signature.inputs.every((field) => field.name !== null)
  const fields = header.map((name, place) => (isNamed ? signature.inputs.find((field) => field.name === name) : signature.inputs[place]))
  return mapInTurns(cells, (row, index) =>
    makeRow(header, (place) => readTyped(row[place] ?? '', fields[place], header[place] ?? '', index + 1))
  )
}

function readTyped(cell: string, field: Field | undefined, column: string, row: number): unknown {
  if (!field) return cell
  const value = readCell(cell, field)
  if (value !== undefined) return value
  const isComma = /^[+-]?\d+,\d+$/.test(cell)
  throw new Failure('INVALID', `“${column}”, row ${row}: ${field.type} is expected, “${cell.slice(0, 40)}” is given.`, {
    ...(isComma ? { remedy: 'Write the decimal sign as a point.' } : {}),
    details: { field: column, expected: field.type, given: cell.slice(0, 40), row }
  })
}

function guessRows(header: readonly string[], cells: readonly (readonly string[])[]): Promise<CsvRows['rows']> {
  const columns = header.map((_, place) => guessColumn(cells.map((row) => row[place] ?? '')))
  return mapInTurns(cells, (_, index) => makeRow(header, (place) => columns[place]?.[index]))
}

/** As `map`, a slice at a time, so that the event loop breathes in between. */
async function mapInTurns<T, R>(items: readonly T[], change: (item: T, index: number) => R): Promise<readonly R[]> {
  const changed: R[] = []
  for (let start = 0; start < items.length; start += sliceRows) {
    for (const [place, item] of items.slice(start, start + sliceRows).entries()) changed.push(change(item, start + place))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return changed
}

/** A row without a prototype: a column may be named `__proto__`. */
function makeRow(header: readonly string[], read: (place: number) => unknown): Readonly<Record<string, unknown>> {
  const row = Object.create(null) as Record<string, unknown>
  for (const [place, name] of header.entries()) row[name] = read(place)
  return row
}
