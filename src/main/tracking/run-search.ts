import type { ReadableDb } from './database.ts'
import { type Experiment, experimentColumns, fillExperiments } from './experiments.ts'
import { parseExperimentId } from './identifiers.ts'
import { fillRuns } from './run-details.ts'
import { getRunInfos, type Run } from './runs.ts'
import { type CompiledFilter, compileClauses } from './search/compile.ts'
import { type Condition, checkParameters, type SqlValue } from './search/condition.ts'
import { type CompiledOrder, compileOrder } from './search/order-by.ts'
import { checkMaxResults, cutPage, readPageToken } from './search/page-token.ts'
import { readFilter } from './search/read-filter.ts'
import { experimentTarget, runTarget } from './search/targets.ts'

export const viewTypes = { ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 } as const
export type ViewType = keyof typeof viewTypes
const stagesOf: Readonly<Record<ViewType, readonly string[]>> = {
  ACTIVE_ONLY: ['active'],
  DELETED_ONLY: ['deleted'],
  ALL: ['active', 'deleted']
}
/** Most rows of one page. */
export const maxPageRows = 50_000

interface SearchInput {
  readonly filter: string
  readonly viewType: ViewType
  readonly maxResults: number | bigint
  readonly orderBy: readonly string[]
  readonly pageToken?: string | undefined
}
export interface RunSearch extends SearchInput {
  readonly experimentIds: readonly string[]
}
export type ExperimentSearch = SearchInput
export interface Found<T> {
  readonly rows: readonly T[]
  readonly nextPageToken?: string
}

/** Runs of the given experiments that match MLflow's filter, in a total order. */
export function searchRuns(db: ReadableDb, search: RunSearch): Found<Run> {
  const limit = checkMaxResults(search.maxResults, maxPageRows)
  // In MLflow's order: of several mistakes the first that it would meet is told.
  const clauses = readFilter(search.filter, runTarget)
  const order = compileOrder(search.orderBy, runTarget)
  const filter = compileClauses(clauses, runTarget)
  const offset = readPageToken(search.pageToken)
  checkParameters(filter)
  const experiments = search.experimentIds.map(parseExperimentId)
  const ids = findRuns(db, { experiments, stages: stagesOf[search.viewType], filter, order }, limit + 1, offset)
  const page = cutPage(ids, offset, limit)
  return { ...page, rows: fillRuns(db, getRunInfos(db, page.rows)) }
}

interface RunQuery {
  readonly experiments: readonly bigint[]
  readonly stages: readonly string[]
  readonly filter: CompiledFilter
  readonly order: CompiledOrder
}
const newestFirst = 'runs.start_time DESC, runs.run_uuid ASC'
/** Experiments and stages that are searched apart, newest first, before their finds are merged. */
const maxBranches = 40
/** Conditions of all of them together: SQLite plans each anew, and that grows faster than their number. */
const maxConditions = 80

/** Ids of the runs in order. Nothing but ids is sorted: most rows are never read. */
function findRuns(db: ReadableDb, query: RunQuery, limit: number, offset: number): readonly string[] {
  const { experiments, stages, filter, order } = query
  const branches = experiments.length * stages.length
  const conditions = filter.columns.length + filter.sides.length
  const isBranched = order.orderBy === newestFirst && branches <= maxBranches && branches * conditions <= maxConditions
  const { sql, parameters } = isBranched ? selectNewest(query, limit + offset) : selectAll(experiments, stages, filter, order)
  return db
    .prepare<SqlValue[], string>(`${sql} ORDER BY ${order.orderBy} LIMIT ? OFFSET ?`)
    .pluck()
    .all(...parameters, limit, offset)
}

function selectAll(experiments: readonly bigint[], stages: readonly string[], filter: Condition, order: CompiledOrder): Condition {
  return {
    sql: `SELECT runs.run_uuid FROM runs ${order.joins} WHERE runs.experiment_id IN (SELECT value FROM json_each(?))
      AND runs.lifecycle_stage IN (${stages.map(() => '?').join(', ')}) AND ${filter.sql}`,
    parameters: [...order.parameters, `[${experiments.join(',')}]`, ...stages, ...filter.parameters]
  }
}

/** The newest of each experiment and stage come in order out of an index where there is one; the newest of all are among them. */
function selectNewest({ experiments, stages, filter }: RunQuery, count: number): Condition {
  const branches = [...new Set(experiments)].flatMap((experiment) => stages.map((stage) => ({ experiment, stage })))
  const branch = `SELECT runs.run_uuid, runs.start_time FROM runs WHERE runs.experiment_id = ? AND runs.lifecycle_stage = ? AND ${filter.sql}`
  if (branches.length === 0) return { sql: 'SELECT runs.run_uuid FROM runs WHERE 0', parameters: [] }
  return {
    sql: `SELECT runs.run_uuid FROM (${branches.map(() => `SELECT * FROM (${branch} ORDER BY ${newestFirst} LIMIT ?)`).join(' UNION ALL ')}) AS runs`,
    parameters: branches.flatMap(({ experiment, stage }) => [experiment, stage, ...filter.parameters, count])
  }
}

/** Experiments that match MLflow's filter, in a total order. */
export function searchExperiments(db: ReadableDb, search: ExperimentSearch): Found<Experiment> {
  const limit = checkMaxResults(search.maxResults, maxPageRows)
  const filter = compileClauses(readFilter(search.filter, experimentTarget), experimentTarget)
  const order = compileOrder(search.orderBy, experimentTarget)
  const offset = readPageToken(search.pageToken)
  checkParameters(filter)
  const rows = db
    .prepare<unknown[], unknown>(
      `SELECT ${experimentColumns} FROM experiments
       WHERE experiments.lifecycle_stage IN (SELECT value FROM json_each(?)) AND ${filter.sql}
       ORDER BY ${order.orderBy} LIMIT ? OFFSET ?`
    )
    .all(JSON.stringify(stagesOf[search.viewType]), ...filter.parameters, limit + 1, offset)
  const page = cutPage(rows, offset, limit)
  return { ...page, rows: fillExperiments(db, page.rows) }
}
