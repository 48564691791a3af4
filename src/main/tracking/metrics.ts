import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb, WritableDb } from './database.ts'
import { groupBy } from './group-by.ts'
import { checkKeyName, lengthLimits } from './identifiers.ts'
import { type Int64, selectInt64, toInt64 } from './int64.ts'
import { exceedsLength, invalidValue } from './messages.ts'
import { showDouble } from './python-text.ts'

/** One logged value. */
export interface Metric {
  readonly key: string
  readonly value: number
  /** Milliseconds since the epoch. */
  readonly timestamp: Int64
  readonly step: Int64
}
/** A value to log, possibly also for a logged model and a dataset. */
export interface NewMetric extends Metric {
  readonly modelId?: string | undefined
  readonly datasetName?: string | undefined
  readonly datasetDigest?: string | undefined
}
export interface MetricRow {
  readonly key: string
  readonly value: number
  readonly timestamp: number | string | null
  readonly step: number | string
  readonly is_nan: number
}

/** SQL stores no infinity as MLflow writes it: ± the largest double stands for it. */
const largest = Number.MAX_VALUE

/** Columns of a metric row of the given table; rows become Metric by `toMetric`. */
export function selectMetric(table: string): string {
  return `${table}.key, ${table}.value, ${selectInt64(`${table}.timestamp`)} AS timestamp, ${selectInt64(`${table}.step`)} AS step, ${table}.is_nan`
}

/** Maps a row of `selectMetric`. NaN is decoded; infinities stay the largest double, as MLflow's API gives them. */
export function toMetric(row: MetricRow): Metric {
  return { key: row.key, value: row.is_nan ? Number.NaN : row.value, timestamp: toInt64(row.timestamp), step: toInt64(row.step) }
}

/** Checks one value to log; `at` is its path in a batch (`metrics[3]`) or ''. */
export function checkMetric(metric: NewMetric, at: string): void {
  const path = (name: string) => (at === '' ? name : `${at}.${name}`)
  checkKeyName(metric.key, path('name'))
  if (metric.timestamp < 0)
    throw new Failure(
      'INVALID',
      invalidValue(
        path('timestamp'),
        metric.timestamp,
        `metric '${metric.key}' (value=${showDouble(metric.value)}). Timestamp must be a nonnegative long (64-bit integer) `
      )
    )
  if (metric.key.length > lengthLimits.key && Array.from(metric.key).length > lengthLimits.key)
    throw new Failure('INVALID', exceedsLength('Metric name', lengthLimits.key))
}

/** Rows of one INSERT: fewer calls and b-tree descents for each row, at a statement that is still cheap to prepare. */
const rowsAtOnce = 100
const insertSql = [writeInsertSql(0), writeInsertSql(1)] as const

/** Writes checked values of an active run: history rows (known ones are ignored) and the latest value of each key. */
export function writeMetrics(db: WritableDb, runId: string, metrics: readonly NewMetric[]): void {
  insertHistory(db, runId, metrics.length > 1 ? metrics.toSorted(compareKeys) : metrics)
  const latest = new Map<string, NewMetric>()
  for (const metric of metrics) {
    const known = latest.get(metric.key)
    if (!known || isLater(metric, known)) latest.set(metric.key, metric)
  }
  const update = db.prepare<[string, number, Int64, Int64, number, string], never>(
    `INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET value = excluded.value, timestamp = excluded.timestamp, step = excluded.step, is_nan = excluded.is_nan
     WHERE (excluded.step, excluded.timestamp, excluded.value) > (step, timestamp, value)`
  )
  for (const metric of latest.values())
    update.run(metric.key, encodeValue(metric.value), metric.timestamp, metric.step, Number.isNaN(metric.value) ? 1 : 0, runId)
}

/** Inserts in the order of the primary key's first column, so that neighbours land on the same pages. What is the same in all rows is bound once. */
function insertHistory(db: WritableDb, runId: string, metrics: readonly NewMetric[]): void {
  const numbers = metrics.filter(({ value }) => !Number.isNaN(value))
  insertRows(db, runId, 0, numbers)
  if (numbers.length < metrics.length)
    insertRows(
      db,
      runId,
      1,
      metrics.filter(({ value }) => Number.isNaN(value))
    )
}

function insertRows(db: WritableDb, run: string, isNan: 0 | 1, metrics: readonly NewMetric[]): void {
  let at = 0
  if (metrics.length >= rowsAtOnce) {
    const insert = db.prepare<[readonly unknown[], { readonly run: string }], never>(insertSql[isNan].many)
    for (; metrics.length - at >= rowsAtOnce; at += rowsAtOnce)
      insert.run(
        metrics.slice(at, at + rowsAtOnce).flatMap(({ key, value, timestamp, step }) => [key, encodeValue(value), timestamp, step]),
        { run }
      )
  }
  const insert = db.prepare<[string, number, Int64, string, Int64], never>(insertSql[isNan].one)
  for (const { key, value, timestamp, step } of metrics.slice(at)) insert.run(key, encodeValue(value), timestamp, run, step)
}

function writeInsertSql(isNan: 0 | 1) {
  const begin = 'INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan) VALUES'
  const many = Array(rowsAtOnce).fill(`(?, ?, ?, @run, ?, ${isNan})`).join(', ')
  return { many: `${begin} ${many} ON CONFLICT DO NOTHING`, one: `${begin} (?, ?, ?, ?, ?, ${isNan}) ON CONFLICT DO NOTHING` }
}

function compareKeys(one: NewMetric, other: NewMetric): number {
  return one.key < other.key ? -1 : one.key > other.key ? 1 : 0
}

/** Writes the values that name a logged model to that model too; NOT_FOUND when there is no such model. */
export function writeModelMetrics(db: WritableDb, runId: string, experimentId: string, metrics: readonly NewMetric[]): void {
  for (const metric of metrics) {
    if (!metric.modelId) continue
    if (!db.prepare<[string], unknown>('SELECT 1 FROM logged_models WHERE model_id = ?').get(metric.modelId))
      throw new Failure('NOT_FOUND', `Logged model with ID '${metric.modelId}' not found.`, { details: { errorCode: 'BAD_REQUEST' } })
    db.prepare<unknown[], never>(
      `INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms, metric_step, metric_value, experiment_id, run_id,
         dataset_name, dataset_digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
    ).run(
      metric.modelId,
      metric.key,
      metric.timestamp,
      metric.step,
      encodeValue(metric.value),
      BigInt(experimentId),
      runId,
      metric.datasetName || null,
      metric.datasetDigest || null
    )
  }
}

/** Latest values of the runs whose ids the JSON array holds, by run. */
export function loadLatestMetrics(db: ReadableDb, ids: string): Map<string, Metric[]> {
  const rows = db
    .prepare<[string], MetricRow & { run: string }>(
      `SELECT run_uuid AS run, ${selectMetric('latest_metrics')} FROM latest_metrics WHERE run_uuid IN (SELECT value FROM json_each(?))`
    )
    .all(ids)
  return groupBy(rows, (row) => row.run, toMetric)
}

function encodeValue(value: number): number {
  if (Number.isNaN(value)) return 0
  if (value === Number.POSITIVE_INFINITY) return largest
  return value === Number.NEGATIVE_INFINITY ? -largest : value
}

function isLater(one: NewMetric, other: NewMetric): boolean {
  if (one.step !== other.step) return one.step > other.step
  if (one.timestamp !== other.timestamp) return one.timestamp > other.timestamp
  return encodeValue(one.value) > encodeValue(other.value)
}
