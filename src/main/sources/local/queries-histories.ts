import type { MetricHistory, MetricPoint } from '../../../preload/contract/runs.ts'
import type { HistoriesQuery } from '../source.ts'
import { type Reader, readAll, readOne } from './reader.ts'
import { decodeMetric } from './rows.ts'

/** Histories of metrics of runs by step, evenly thinned to at most `limit` points each; what was never logged is left out. */
export function metricHistories(reader: Reader, { runIds, metrics, limit }: HistoriesQuery): readonly MetricHistory[] {
  return runIds.flatMap((runId) => metrics.flatMap((metric) => readHistory(reader, runId, metric, limit) ?? []))
}

function readHistory({ db }: Reader, runId: string, metric: string, limit: number): MetricHistory | null {
  const total = readOne<{ n: number }>(db, 'SELECT count(*) AS n FROM metrics WHERE run_uuid = ? AND key = ?', [runId, metric])?.n ?? 0
  if (total === 0) return null
  // The k-th of `limit` points lies at k * (total - 1) / (limit - 1): a row is one of them when that quotient grows on it.
  const thinning =
    total <= limit ? '1' : 'place * CAST(? AS INTEGER) / CAST(? AS INTEGER) > (place - 1) * CAST(? AS INTEGER) / CAST(? AS INTEGER)'
  const rows = readAll<{ step: number; timestamp: number; value: number | null; isNan: number }>(
    db,
    `SELECT step, timestamp, value, is_nan AS isNan FROM (
       SELECT step, timestamp, value, is_nan, row_number() OVER (ORDER BY step, timestamp) - 1 AS place FROM metrics WHERE run_uuid = ? AND key = ?)
     WHERE place = 0 OR ${thinning} ORDER BY place`,
    [runId, metric, ...(total <= limit ? [] : [limit - 1, total - 1, limit - 1, total - 1])]
  )
  const points = rows.map((row): MetricPoint => ({ step: row.step, timestampMs: row.timestamp, value: decodeMetric(row.value, row.isNan) }))
  return { runId, metric, points, total, isSampled: total > points.length }
}
