import type { ReadableDb } from './database.ts'
import { completeVersions, deletedStage, type ModelVersion, type VersionRow, versionColumns } from './model-version-rows.ts'
import { completeModels, type ModelRow, modelColumns, type RegisteredModel } from './registered-model-rows.ts'
import { compileFilter, type SqlValue } from './search/compile.ts'
import { compileOrder } from './search/order-by.ts'
import { checkMaxResults, cutPage, readPageToken } from './search/page-token.ts'
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
  const limit = checkMaxResults(query.maxResults, maxResults.models)
  const page = readPage<ModelRow>(db, query, limit, registeredModelTarget, `SELECT ${modelColumns} FROM registered_models`, '1')
  return { ...page, rows: completeModels(db, page.rows) }
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
  const filter = compileFilter(query.filter, target)
  const order = compileOrder(query.orderBy, target)
  const offset = readPageToken(query.pageToken)
  // One row more than asked for tells whether another page follows.
  const sql = `${select} ${order.joins} WHERE workspace = 'default' AND ${always} AND ${filter.sql} ORDER BY ${order.orderBy} LIMIT ? OFFSET ?`
  const rows = db.prepare<SqlValue[], R>(sql).all(...order.parameters, ...filter.parameters, limit + 1, offset)
  return cutPage(rows, offset, limit)
}
