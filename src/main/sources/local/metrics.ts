import type { MetricValue } from '../../../preload/contract/common.ts'
import type { ReadableDb } from '../../tracking/database.ts'
import { readAll } from './reader.ts'
import { decodeMetric, groupRecords, toRecord } from './rows.ts'

export type Metrics = Readonly<Record<string, MetricValue>>

/** What the metrics of a version hang on: its run, and the logged model that its source `models:/m-…` names. */
export interface MetricOwner {
  readonly runId: string | null
  readonly source: string | null
}

interface MetricRow {
  readonly owner: string
  readonly key: string
  readonly value: number | null
  readonly isNan: number | null
}

/** Latest metrics of runs by run id; `keys` null means all. Looks each up by an index, never scans. */
export function readRunMetrics(db: ReadableDb, runIds: readonly string[], keys: readonly string[] | null): ReadonlyMap<string, Metrics> {
  if (runIds.length === 0 || keys?.length === 0) return new Map()
  const rows = keys
    ? readAll<MetricRow>(
        db,
        `SELECT m.run_uuid AS owner, m.key, m.value, m.is_nan AS isNan FROM json_each(?) r CROSS JOIN json_each(?) k
         CROSS JOIN latest_metrics m ON m.key = k.value AND m.run_uuid = r.value`,
        [JSON.stringify(runIds), JSON.stringify(keys)]
      )
    : readAll<MetricRow>(
        db,
        `SELECT m.run_uuid AS owner, m.key, m.value, m.is_nan AS isNan FROM json_each(?) r
         CROSS JOIN latest_metrics m ON m.run_uuid = r.value ORDER BY m.key`,
        [JSON.stringify(runIds)]
      )
  return decodeRows(rows)
}

/** Metrics of versions, in the order given: those of the run, and for keys that the run lacks those of the logged model. */
export function readVersionMetrics(db: ReadableDb, owners: readonly MetricOwner[], keys: readonly string[] | null): readonly Metrics[] {
  const runIds = [...new Set(owners.flatMap((owner) => (owner.runId === null ? [] : [owner.runId])))]
  const byRun = readRunMetrics(db, runIds, keys)
  const ofRun = (owner: MetricOwner) => byRun.get(owner.runId ?? '') ?? {}
  const isIncomplete = (owner: MetricOwner) => keys === null || keys.some((key) => !Object.hasOwn(ofRun(owner), key))
  const modelIds = owners.filter(isIncomplete).flatMap((owner) => loggedModelOf(owner.source) ?? [])
  const byModel = readLoggedModelMetrics(db, [...new Set(modelIds)], keys)
  return owners.map((owner) => {
    const extra = byModel.get(loggedModelOf(owner.source) ?? '')
    return extra ? toRecord([...Object.entries(extra), ...Object.entries(ofRun(owner))]) : ofRun(owner)
  })
}

/** The id in `models:/m-…`, or null. */
export function loggedModelOf(source: string | null): string | null {
  return source?.startsWith('models:/m-') ? source.slice('models:/'.length) : null
}

function readLoggedModelMetrics(db: ReadableDb, modelIds: readonly string[], keys: readonly string[] | null): ReadonlyMap<string, Metrics> {
  if (modelIds.length === 0 || keys?.length === 0) return new Map()
  const onlyKeys = keys ? 'AND x.metric_name IN (SELECT value FROM json_each(?))' : ''
  const rows = readAll<MetricRow>(
    db,
    `SELECT owner, key, value, 0 AS isNan FROM (
       SELECT x.model_id AS owner, x.metric_name AS key, x.metric_value AS value,
         row_number() OVER (PARTITION BY x.model_id, x.metric_name ORDER BY x.metric_step DESC, x.metric_timestamp_ms DESC) AS place
       FROM json_each(?) m CROSS JOIN logged_model_metrics x ON x.model_id = m.value ${onlyKeys})
     WHERE place = 1`,
    [JSON.stringify(modelIds), ...(keys ? [JSON.stringify(keys)] : [])]
  )
  return decodeRows(rows)
}

function decodeRows(rows: readonly MetricRow[]): ReadonlyMap<string, Metrics> {
  return groupRecords(rows.map((row) => ({ owner: row.owner, key: row.key, value: decodeMetric(row.value, row.isNan) })))
}

/** Sorts by a metric, keeping the given order among equals: numbers and infinities, then NaN, then those without, whichever way. */
export function sortByMetric<T>(items: readonly T[], read: (item: T) => MetricValue | undefined, isDescending: boolean): T[] {
  const decorated = items.map((item) => ({ item, rank: rankMetric(read(item)), number: toNumber(read(item)) }))
  const sign = isDescending ? -1 : 1
  return decorated.sort((a, b) => a.rank - b.rank || (a.number === b.number ? 0 : sign * (a.number - b.number))).map(({ item }) => item)
}

function rankMetric(value: MetricValue | undefined): number {
  if (value === undefined) return 2
  return value === 'NaN' ? 1 : 0
}

function toNumber(value: MetricValue | undefined): number {
  return value === undefined || value === 'NaN' ? 0 : Number(value)
}
