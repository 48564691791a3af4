import type { Page } from '../../../preload/contract/common.ts'
import type { RunColumns, RunRow } from '../../../preload/contract/runs.ts'
import type { RunsQuery } from '../source.ts'
import { filterRuns } from './filters.ts'
import { readRunMetrics } from './metrics.ts'
import { buildOrder, naturalExpressions, type SortColumn, splitKey } from './order.ts'
import { type Reader, readAll, readColumn, type SqlPiece } from './reader.ts'
import { groupRecords, toRunStatus } from './rows.ts'

/** Too long for a list (the whole MLmodel of each logged model); the run's own page has it. */
const heavyTag = 'mlflow.log-model.history'

/** A page of active runs, with their metrics, params and tags. */
export function listRuns(reader: Reader, query: RunsQuery): Page<RunRow> {
  const key = JSON.stringify(['runs', query.experiments, query.filter, query.sort])
  const rowIds = reader.memory.recall(key, () => orderRuns(reader, query))
  const shown = rowIds.slice(query.offset, query.offset + query.limit)
  return { rows: readRuns(reader, shown), total: rowIds.length, offset: query.offset }
}

function orderRuns({ db }: Reader, { experiments, filter, sort }: RunsQuery): readonly number[] {
  const condition = filterRuns(filter)
  const within = withinExperiments(experiments)
  const order = buildOrder(sort, sortColumn, 'runs.run_uuid ASC', sortKeys)
  return readColumn<number>(
    db,
    `SELECT runs.rowid FROM runs ${order.join} WHERE runs.lifecycle_stage = 'active' AND ${within.sql} AND ${condition.sql} ORDER BY ${order.by}`,
    [...order.joinParameters, ...within.parameters, ...condition.parameters]
  )
}

/** Runs of these experiments; none named means all of them. Ids that are no integers name no experiment. */
function withinExperiments(experiments: readonly string[]): SqlPiece {
  if (experiments.length === 0) return { sql: '1', parameters: [] }
  const numbers = experiments.filter((id) => /^-?\d+$/.test(id))
  return { sql: 'runs.experiment_id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))', parameters: [JSON.stringify(numbers)] }
}

const sortKeys = ['started', 'ended', 'duration', 'name', 'status', 'user', 'metrics.<key>', 'params.<key>', 'tags.<key>']

function sortColumn(key: string): SortColumn | null {
  if (key === 'started') return { isMissing: 'runs.start_time IS NULL', expressions: ['runs.start_time'] }
  if (key === 'ended') return { isMissing: 'runs.end_time IS NULL', expressions: ['runs.end_time'] }
  if (key === 'duration')
    return { isMissing: '(runs.end_time - runs.start_time) IS NULL', expressions: ['(runs.end_time - runs.start_time)'] }
  if (key === 'name') return { isMissing: `coalesce(runs.name, '') = ''`, expressions: ['runs.name COLLATE NOCASE'] }
  if (key === 'status') return { expressions: ['runs.status'] }
  if (key === 'user') return { isMissing: `coalesce(runs.user_id, '') = ''`, expressions: ['runs.user_id COLLATE NOCASE'] }
  return keyedColumn('metrics', key) ?? keyedColumn('params', key) ?? keyedColumn('tags', key)
}

function keyedColumn(group: 'metrics' | 'params' | 'tags', key: string): SortColumn | null {
  const name = splitKey(key, group)
  if (name === null) return null
  const table = group === 'metrics' ? 'latest_metrics' : group
  const join = { sql: `LEFT JOIN ${table} s ON s.key = ? AND s.run_uuid = runs.run_uuid`, parameters: [name] }
  if (group !== 'metrics') return { join, isMissing: 's.value IS NULL', expressions: naturalExpressions('s.value') }
  return { join, isMissing: 'CASE WHEN s.run_uuid IS NULL THEN 2 WHEN s.is_nan THEN 1 ELSE 0 END', expressions: ['s.value'] }
}

export interface RunRowSql {
  readonly id: string
  readonly name: string | null
  readonly experimentId: string
  readonly status: string | null
  readonly started: number | null
  readonly ended: number | null
  readonly user: string | null
  readonly lifecycle: string | null
}

/** The columns of a RunRowSql, of table `runs`. */
export const runColumns = `runs.run_uuid AS id, runs.name, CAST(runs.experiment_id AS TEXT) AS experimentId, runs.status, runs.start_time AS started, runs.end_time AS ended,
  runs.user_id AS user, runs.lifecycle_stage AS lifecycle`

function readRuns(reader: Reader, rowIds: readonly number[]): readonly RunRow[] {
  const rows = readAll<RunRowSql>(
    reader.db,
    `SELECT ${runColumns} FROM json_each(?) j CROSS JOIN runs ON runs.rowid = j.value ORDER BY j.key`,
    [JSON.stringify(rowIds)]
  )
  return addRunData(reader, rows, heavyTag)
}

/** Adds the latest metrics, params and tags (but for `leftOut`) to rows of runs. */
export function addRunData({ db }: Reader, rows: readonly RunRowSql[], leftOut: string): readonly RunRow[] {
  const ids = rows.map((row) => row.id)
  const metrics = readRunMetrics(db, ids, null)
  const params = readKeyed(db, 'params', ids, '')
  const tags = readKeyed(db, 'tags', ids, leftOut)
  return rows.map((row) => ({
    id: row.id,
    name: row.name || tags.get(row.id)?.['mlflow.runName'] || '',
    experimentId: row.experimentId,
    status: toRunStatus(row.status),
    startedMs: row.started,
    endedMs: row.ended,
    user: row.user || tags.get(row.id)?.['mlflow.user'] || '',
    isDeleted: row.lifecycle === 'deleted',
    metrics: metrics.get(row.id) ?? {},
    params: params.get(row.id) ?? {},
    tags: tags.get(row.id) ?? {}
  }))
}

function readKeyed(
  db: Reader['db'],
  table: 'params' | 'tags',
  runIds: readonly string[],
  leftOut: string
): ReadonlyMap<string, Readonly<Record<string, string>>> {
  return groupRecords(
    readAll<{ owner: string; key: string; value: string }>(
      db,
      `SELECT x.run_uuid AS owner, x.key, coalesce(x.value, '') AS value FROM json_each(?) j CROSS JOIN ${table} x ON x.run_uuid = j.value
       WHERE x.key <> ? ORDER BY x.key`,
      [JSON.stringify(runIds), leftOut]
    )
  )
}

/** Metric, param and tag keys of the active runs of these experiments (none named: all), most frequent first. */
export function listRunColumns(reader: Reader, { experiments }: { readonly experiments: readonly string[] }): RunColumns {
  return reader.memory.recall(JSON.stringify(['columns', experiments]), () => ({
    metrics: countKeys(reader, 'latest_metrics', experiments),
    params: countKeys(reader, 'params', experiments),
    tags: countKeys(reader, 'tags', experiments)
  }))
}

/** Over all experiments the key index alone answers, deleted runs included; within some, their runs are looked up. */
function countKeys({ db }: Reader, table: 'latest_metrics' | 'params' | 'tags', experiments: readonly string[]): readonly string[] {
  if (experiments.length === 0) return readColumn<string>(db, `SELECT key FROM ${table} GROUP BY key ORDER BY count(*) DESC, key`)
  const within = withinExperiments(experiments)
  return readColumn<string>(
    db,
    `SELECT x.key FROM runs CROSS JOIN ${table} x ON x.run_uuid = runs.run_uuid WHERE runs.lifecycle_stage = 'active' AND ${within.sql}
     GROUP BY x.key ORDER BY count(*) DESC, x.key`,
    within.parameters
  )
}
