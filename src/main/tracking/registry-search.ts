import type { ReadableDb } from './database.ts'
import { completeVersions, deletedStage, type ModelVersion, type VersionRow, versionColumns } from './model-version-rows.ts'
import { completeModels, type ModelRow, modelColumns, type RegisteredModel } from './registered-model-rows.ts'
import { type CompiledFilter, compileClauses, type SqlValue } from './search/compile.ts'
import { checkParameters } from './search/condition.ts'
import { compileOrder } from './search/order-by.ts'
import { checkMaxResults, cutPage, readPageToken } from './search/page-token.ts'
import { readFilter } from './search/read-filter.ts'
import type { SearchTarget } from './search/target.ts'
import { modelVersionTarget, registeredModelTarget } from './search/targets.ts'

export interface RegistryQuery {
  readonly filter: string
  readonly maxResults: number | bigint
  readonly orderBy: readonly string[]
  readonly pageToken?: string | undefined
}
export interface FoundPage<T> {
  readonly rows: readonly T[]
  readonly nextPageToken?: string
}

/** Page sizes at most (mlflow/store/model_registry/__init__.py). */
const maxResults = { models: 1000, versions: 200_000 } as const

/** Registered models that satisfy a filter, without prompts unless it asks for them. */
export function searchRegisteredModels(db: ReadableDb, query: RegistryQuery): FoundPage<RegisteredModel> {
  // None at all may be asked for here: MLflow then tells by the token alone whether there is any.
  const limit = query.maxResults === 0 ? 0 : checkMaxResults(query.maxResults, maxResults.models)
  const page = readPage<ModelRow>(db, query, limit, registeredModelTarget, `SELECT ${modelColumns} FROM registered_models`, '1')
  return { ...page, rows: completeModels(db, page.rows, 'by stage') }
}

/** Versions that satisfy a filter, without deleted ones, and without prompts' unless it asks for them. */
export function searchModelVersions(db: ReadableDb, query: RegistryQuery): FoundPage<ModelVersion> {
  const limit = checkMaxResults(query.maxResults, maxResults.versions)
  const select = `SELECT ${versionColumns} FROM model_versions`
  const page = readPage<VersionRow>(db, query, limit, modelVersionTarget, select, `current_stage <> '${deletedStage}'`)
  return { ...page, rows: completeVersions(db, page.rows) }
}

function readPage<R>(
  db: ReadableDb,
  query: RegistryQuery,
  limit: number,
  target: SearchTarget,
  select: string,
  always: string
): FoundPage<R> {
  // In MLflow's order: of several mistakes the first that it would meet is told.
  const clauses = readFilter(query.filter, target)
  const early = target.grammar === 'versions' ? compileClauses(clauses, target) : null
  const order = compileOrder(query.orderBy, target)
  const offset = readPageToken(query.pageToken)
  const filter = early ?? compileClauses(clauses, target)
  checkParameters(filter)
  // One row more than asked for tells whether another page follows.
  const sql = `${select} ${order.joins} WHERE workspace = 'default' AND ${always} AND ${filter.sql}
    ORDER BY ${isOfFewModels(filter) ? order.orderBy.replaceAll('model_versions.', '+model_versions.') : order.orderBy} LIMIT ? OFFSET ?`
  const rows = db.prepare<SqlValue[], R>(sql).all(...order.parameters, ...filter.parameters, limit + 1, offset)
  return cutPage(rows, offset, limit)
}

/** Versions of one model are best found by its name and then sorted; SQLite would rather walk all versions in the order asked for, were it not for the plus. */
function isOfFewModels({ columns }: CompiledFilter): boolean {
  return columns.some(({ sql }) => /^model_versions\.name (=|IN) /.test(sql))
}
