import type { Page } from '../../preload/contract/common.ts'
import type { Prediction, PredictionBody, PredictionRow, PredictionStatus } from '../../preload/contract/predictions.ts'
import type { ReadableDb, WritableDb } from './database.ts'

/** A prediction as it is kept: what the contract shows, and what a rerun needs. */
export interface KeptPrediction extends Prediction {
  readonly versionCreatedMs: number
  readonly bodyKind: PredictionBody['kind']
  /** JSON object. */
  readonly params: Readonly<Record<string, unknown>>
}

/** Which predictions: all words must be found. */
export interface PredictionFilter {
  readonly registryId?: string | undefined
  readonly model?: string | undefined
  readonly words: readonly string[]
}

interface ListedRow {
  readonly seq: number
  readonly id: string
  readonly registry_id: string
  readonly model: string
  readonly version: string
  readonly at_ms: number
  readonly person: string
  readonly rows: number
  readonly input_summary: string
  readonly output_summary: string
  readonly duration_ms: number | null
  readonly status: PredictionStatus
}
interface WholeRow extends ListedRow {
  readonly version_created_ms: number
  readonly body_kind: PredictionBody['kind']
  readonly load_ms: number | null
  readonly artifact_digest: string | null
  readonly problem: string | null
  readonly warnings: string
  readonly params: string
  readonly input: string
  readonly output: string | null
  readonly output_table: string | null
}

const listed = 'seq, id, registry_id, model, version, at_ms, person, rows, input_summary, output_summary, duration_ms, status'
/** Characters of input and output that words are searched in. */
const searchedLength = 8000

/** Writes one prediction down, after all others. */
export function insertPrediction(db: WritableDb, prediction: KeptPrediction): void {
  const row = predictionToRow(prediction)
  const columns = Object.keys(row)
  db.prepare<[Record<string, unknown>], unknown>(
    `INSERT INTO predictions (seq, ${columns.join(', ')})
     VALUES ((SELECT coalesce(max(seq), 0) + 1 FROM predictions), ${columns.map((name) => `@${name}`).join(', ')})`
  ).run(row)
}

/** Forgets all predictions of a registry that was removed. */
export function deletePredictions(db: WritableDb, registryId: string): void {
  db.prepare<[string], unknown>('DELETE FROM predictions WHERE registry_id = ?').run(registryId)
}

/** Finds a whole prediction by id; its texts may be megabytes long. */
export function findPrediction(db: ReadableDb, id: string): KeptPrediction | null {
  const row = db.prepare<[string], WholeRow>('SELECT * FROM predictions WHERE id = ?').get(id)
  return row ? rowToPrediction(row) : null
}

/** Lists predictions, newest first, without their long texts. */
export function listPredictions(
  db: ReadableDb,
  filter: PredictionFilter,
  page: { readonly offset: number; readonly limit: number }
): readonly PredictionRow[] {
  const { where, values } = writeFilter(filter)
  const sql = `SELECT ${listed} FROM predictions ${where} ORDER BY seq DESC LIMIT ? OFFSET ?`
  return db
    .prepare<unknown[], ListedRow>(sql)
    .all(...values, page.limit, page.offset)
    .map(rowToListed)
}

/** Lists a page of predictions and counts them all; with words it reads the whole history. */
export function listPredictionPage(
  db: ReadableDb,
  query: PredictionFilter & { readonly offset: number; readonly limit: number }
): Page<PredictionRow> {
  return { rows: listPredictions(db, query, query), total: countPredictions(db, query), offset: query.offset }
}

function countPredictions(db: ReadableDb, filter: PredictionFilter): number {
  const { where, values } = writeFilter(filter)
  return db.prepare<unknown[], { count: number }>(`SELECT count(*) AS count FROM predictions ${where}`).get(...values)?.count ?? 0
}

/** Gives up to `limit` whole predictions that are older than `before` (a number from the last page; null: the newest), for exports in pages. */
export function readPredictionPage(
  db: ReadableDb,
  { before, limit, ...filter }: PredictionFilter & { readonly before: number | null; readonly limit: number }
): { readonly predictions: readonly KeptPrediction[]; readonly next: number | null } {
  const { where, values } = writeFilter(filter)
  const sql = `SELECT * FROM predictions ${where === '' ? 'WHERE' : `${where} AND`} seq < ? ORDER BY seq DESC LIMIT ?`
  const rows = db.prepare<unknown[], WholeRow>(sql).all(...values, before ?? Number.MAX_SAFE_INTEGER, limit)
  return { predictions: rows.map(rowToPrediction), next: rows.length === limit ? (rows.at(-1)?.seq ?? null) : null }
}

function writeFilter({ registryId, model, words }: PredictionFilter): { readonly where: string; readonly values: readonly string[] } {
  const parts: readonly (readonly [string, string])[] = [
    ...(registryId === undefined ? [] : [['registry_id = ?', registryId] as const]),
    ...(model === undefined ? [] : [['model = ?', model] as const]),
    ...words.map((word) => ['instr(search_text, ?) > 0', word.toLowerCase()] as const)
  ]
  return { where: parts.length === 0 ? '' : `WHERE ${parts.map(([sql]) => sql).join(' AND ')}`, values: parts.map(([, value]) => value) }
}

function predictionToRow(prediction: KeptPrediction): Omit<WholeRow, 'seq'> & { readonly search_text: string } & Record<string, unknown> {
  const { id, model, version, rows, status, problem, input, output } = prediction
  const hasTable = prediction.outputColumns.length > 0
  const searched = [
    model,
    version,
    `v${version}`,
    prediction.by,
    status,
    problem ?? '',
    input.slice(0, searchedLength),
    (output ?? '').slice(0, searchedLength)
  ]
  return {
    id,
    registry_id: prediction.registryId,
    model,
    version,
    version_created_ms: prediction.versionCreatedMs,
    at_ms: prediction.atMs,
    person: prediction.by,
    body_kind: prediction.bodyKind,
    rows,
    status,
    duration_ms: prediction.durationMs,
    load_ms: prediction.loadMs,
    artifact_digest: prediction.artifactDigest,
    input_summary: prediction.inputSummary,
    output_summary: prediction.outputSummary,
    problem,
    search_text: searched.join('\n').toLowerCase(),
    warnings: JSON.stringify(prediction.warnings),
    params: JSON.stringify(prediction.params),
    input,
    output,
    output_table: hasTable ? JSON.stringify({ columns: prediction.outputColumns, rows: prediction.outputRows }) : null
  }
}

function rowToListed(row: ListedRow): PredictionRow {
  const { id, model, version, rows, status } = row
  return {
    id,
    registryId: row.registry_id,
    model,
    version,
    atMs: row.at_ms,
    by: row.person,
    rows,
    inputSummary: row.input_summary,
    outputSummary: row.output_summary,
    durationMs: row.duration_ms,
    status
  }
}

function rowToPrediction(row: WholeRow): KeptPrediction {
  const table = row.output_table === null ? null : (JSON.parse(row.output_table) as { columns: string[]; rows: Prediction['outputRows'] })
  return {
    ...rowToListed(row),
    input: row.input,
    output: row.output,
    outputColumns: table?.columns ?? [],
    outputRows: table?.rows ?? [],
    loadMs: row.load_ms,
    warnings: JSON.parse(row.warnings) as string[],
    problem: row.problem,
    artifactDigest: row.artifact_digest,
    versionCreatedMs: row.version_created_ms,
    bodyKind: row.body_kind,
    params: JSON.parse(row.params) as Record<string, unknown>
  }
}
