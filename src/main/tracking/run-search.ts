import type { ReadableDb } from './database.ts'
import { type Experiment, experimentColumns, fillExperiments } from './experiments.ts'
import { parseExperimentId } from './identifiers.ts'
import { fillRuns } from './run-details.ts'
import { type Run, runColumns, toRunInfo } from './runs.ts'
import { compileFilter } from './search/compile.ts'
import { compileOrder } from './search/order-by.ts'
import { checkMaxResults, cutPage, readPageToken } from './search/page-token.ts'
import { experimentTarget, runTarget } from './search/targets.ts'

export const viewTypes = { ACTIVE_ONLY: 1, DELETED_ONLY: 2, ALL: 3 } as const
export type ViewType = keyof typeof viewTypes
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
  const filter = compileFilter(search.filter, runTarget)
  const order = compileOrder(search.orderBy, runTarget)
  const offset = readPageToken(search.pageToken)
  const experiments = `[${search.experimentIds.map(parseExperimentId).join(',')}]`
  const rows = db
    .prepare<unknown[], unknown>(
      `SELECT ${runColumns} FROM runs ${order.joins}
       WHERE runs.experiment_id IN (SELECT value FROM json_each(?)) AND runs.lifecycle_stage IN (${listStages(search.viewType)})
         AND ${filter.sql} ORDER BY ${order.orderBy} LIMIT ? OFFSET ?`
    )
    .all(...order.parameters, experiments, ...filter.parameters, limit + 1, offset)
  const page = cutPage(rows.map(toRunInfo), offset, limit)
  return { ...page, rows: fillRuns(db, page.rows) }
}

/** Experiments that match MLflow's filter, in a total order. */
export function searchExperiments(db: ReadableDb, search: ExperimentSearch): Found<Experiment> {
  const limit = checkMaxResults(search.maxResults, maxPageRows)
  const filter = compileFilter(search.filter, experimentTarget)
  const order = compileOrder(search.orderBy, experimentTarget)
  const offset = readPageToken(search.pageToken)
  const rows = db
    .prepare<unknown[], unknown>(
      `SELECT ${experimentColumns} FROM experiments
       WHERE experiments.lifecycle_stage IN (${listStages(search.viewType)}) AND ${filter.sql}
       ORDER BY ${order.orderBy} LIMIT ? OFFSET ?`
    )
    .all(...filter.parameters, limit + 1, offset)
  const page = cutPage(rows, offset, limit)
  return { ...page, rows: fillExperiments(db, page.rows) }
}

function listStages(view: ViewType): string {
  return { ACTIVE_ONLY: "'active'", DELETED_ONLY: "'deleted'", ALL: "'active', 'deleted'" }[view]
}
