import { Failure } from '../../../preload/contract/reply.ts'
import type { Signature } from '../../../preload/contract/versions.ts'
import { readChosenFile } from '../../store/chosen-files.ts'
import type { CheckedBody, GivenBody, ReadInput, TextBody } from '../deps.ts'
import { csvByteLimit, decodeCsv, parseCsv } from './csv.ts'
import { readJsonGrid } from './json-body.ts'
import { checkCells, type Grid, matchColumns, shorten, summarizeRow } from './rules.ts'

/** Rows that are checked before the event loop breathes. */
const sliceRows = 2000

/** Reads a body, from its file where it has one (whole, up to 16 MB), and checks it. */
export async function readInput(given: GivenBody, signature: Signature | null, signal: AbortSignal): Promise<ReadInput> {
  if (!('file' in given)) return { text: null, ...(await checkBody(given, signature, signal)) }
  const text = decodeCsv(await readChosenFile(given.file, csvByteLimit))
  return { text, ...(await checkBody({ kind: 'csv', text }, signature, signal)) }
}

/** Reads a body and checks it against the signature. INVALID names field, row, expected and given type. */
async function checkBody(body: TextBody, signature: Signature | null, signal: AbortSignal): Promise<CheckedBody> {
  if (body.kind === 'json') return checkJson(body.text, signature, signal)
  const rows = body.kind === 'csv' ? (await parseCsv(body.text, signature, signal)).rows : readRecords(body.text)
  const grid = makeGrid(rows)
  const warnings = await checkGrid(grid, signature, signal)
  return { payload: { kind: 'records', rows }, rows: rows.length, summary: summarize(grid), warnings }
}

function readRecords(text: string): readonly Readonly<Record<string, unknown>>[] {
  return JSON.parse(text) as Readonly<Record<string, unknown>>[]
}

async function checkJson(text: string, signature: Signature | null, signal: AbortSignal): Promise<CheckedBody> {
  const { grid, rows } = readJsonGrid(text)
  const warnings = grid ? await checkGrid(grid, signature, signal) : []
  return { payload: { kind: 'json', text }, rows, summary: grid ? summarize(grid) : shorten(text, 200), warnings }
}

async function checkGrid(grid: Grid, signature: Signature | null, signal: AbortSignal): Promise<readonly string[]> {
  if (grid.length === 0) throw new Failure('INVALID', 'The input has no rows.', { remedy: 'Give at least one row.' })
  const { fields, warnings } = matchColumns(grid.columns, signature)
  for (let from = 0; from < grid.length; from += sliceRows) {
    if (signal.aborted) throw new Failure('CANCELLED', 'Cancelled.')
    checkCells(fields, grid, from, Math.min(from + sliceRows, grid.length))
    await new Promise((resolve) => setImmediate(resolve))
  }
  return warnings
}

function makeGrid(rows: readonly Readonly<Record<string, unknown>>[]): Grid {
  const columns = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) columns.add(name)
  return {
    columns: [...columns],
    length: rows.length,
    cell: (row, column) => {
      const record = rows[row]
      return record && Object.hasOwn(record, column) ? record[column] : undefined
    }
  }
}

function summarize(grid: Grid): string {
  const cells = grid.columns.map((column) => grid.cell(0, column))
  return summarizeRow(grid.columns, cells, grid.length)
}
