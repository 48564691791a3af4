import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb } from './database.ts'
import type { Int64 } from './int64.ts'
import { type Metric, type MetricRow, selectMetric, toMetric } from './metrics.ts'
import { cutPage, readPageToken } from './search/page-token.ts'

export interface MetricOfRun extends Metric {
  readonly runId: string
}
export interface HistoryQuery {
  readonly runId: string
  readonly key: string
  /** All values when absent. */
  readonly maxResults?: number | undefined
  readonly pageToken?: string | undefined
}

/** One window of a metric's values, ordered by timestamp, step, value. Unknown runs and keys have none. */
export function listMetricHistory(
  db: ReadableDb,
  query: HistoryQuery
): { readonly metrics: readonly Metric[]; readonly nextPageToken?: string } {
  const limit = query.maxResults
  if (limit !== undefined && limit <= 0)
    throw new Failure('INVALID', `Invalid value ${limit} for parameter 'max_results' supplied. It must be a positive integer.`)
  const offset = readPageToken(query.pageToken)
  const rows = db
    .prepare<[string, string, number, number], MetricRow>(
      `SELECT ${selectMetric('metrics')} FROM metrics WHERE run_uuid = ? AND key = ?
       ORDER BY metrics.timestamp, metrics.step, metrics.value LIMIT ? OFFSET ?`
    )
    .all(query.runId, query.key, limit === undefined ? -1 : limit + 1, offset)
  if (limit === undefined) return { metrics: rows.map(toMetric) }
  const { rows: metrics, ...token } = cutPage(rows.map(toMetric), offset, limit)
  return { metrics, ...token }
}

/** Values of one metric over several runs, ordered by run, timestamp, step, value; `maxResults` over all. */
export function listMetricOfRuns(db: ReadableDb, runIds: readonly string[], key: string, maxResults: number): readonly MetricOfRun[] {
  return db
    .prepare<[string, string, number], MetricRow & { run: string }>(
      `SELECT run_uuid AS run, ${selectMetric('metrics')} FROM metrics WHERE key = ? AND run_uuid IN (SELECT value FROM json_each(?))
       ORDER BY run_uuid, metrics.timestamp, metrics.step, metrics.value LIMIT ?`
    )
    .all(key, JSON.stringify(runIds), maxResults)
    .map((row) => ({ ...toMetric(row), runId: row.run }))
}

export interface IntervalQuery {
  readonly runIds: readonly string[]
  readonly key: string
  readonly maxResults: number
  /** Both or none. */
  readonly startStep?: Int64 | undefined
  readonly endStep?: Int64 | undefined
}

/** At most `maxResults` values for each run, evenly taken over the range; first and last are always among them. */
export function sampleMetricOfRuns(db: ReadableDb, query: IntervalQuery): readonly MetricOfRun[] {
  return query.runIds.flatMap((runId) => sampleRun(db, runId, query))
}

function sampleRun(db: ReadableDb, runId: string, query: IntervalQuery): readonly MetricOfRun[] {
  const hasRange = query.startStep !== undefined && query.endStep !== undefined
  const where = `run_uuid = ? AND key = ?${hasRange ? ' AND metrics.step BETWEEN ? AND ?' : ''}`
  const values = [runId, query.key, ...(hasRange ? [query.startStep, query.endStep] : [])]
  const order = 'metrics.step, metrics.timestamp, metrics.value, metrics.is_nan'
  const rows = db
    .prepare<unknown[], MetricRow>(
      `SELECT key, value, timestamp, step, is_nan FROM (
         SELECT *, ROW_NUMBER() OVER (PARTITION BY bucket ORDER BY place) AS rank FROM (
           SELECT ${selectMetric('metrics')}, ROW_NUMBER() OVER (ORDER BY ${order}) AS place, NTILE(?) OVER (ORDER BY ${order}) AS bucket
           FROM metrics WHERE ${where}
         )
       ) WHERE rank = 1 ORDER BY place`
    )
    .all(query.maxResults, ...values)
  const last = db
    .prepare<unknown[], MetricRow>(
      `SELECT ${selectMetric('metrics')} FROM metrics WHERE ${where}
       ORDER BY metrics.step DESC, metrics.timestamp DESC, metrics.value DESC, metrics.is_nan DESC LIMIT 1`
    )
    .get(...values)
  return keepLast(rows, last, query.maxResults).map((row) => ({ ...toMetric(row), runId }))
}

/** NTILE keeps the first row of each bucket; the very last one replaces the end when the page is full. */
function keepLast(rows: readonly MetricRow[], last: MetricRow | undefined, limit: number): readonly MetricRow[] {
  const end = rows.at(-1)
  if (!last || (end && isSame(end, last))) return rows
  return rows.length >= limit ? [...rows.slice(0, -1), last] : [...rows, last]
}

function isSame(one: MetricRow, other: MetricRow): boolean {
  return one.step === other.step && one.timestamp === other.timestamp && one.value === other.value && one.is_nan === other.is_nan
}
