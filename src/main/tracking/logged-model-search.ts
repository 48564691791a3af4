import type { ReadableDb } from './database.ts'
import { parseExperimentId } from './identifiers.ts'
import { completeLoggedModels, type LoggedModel, type LoggedModelRow, loggedModelColumns } from './logged-model-rows.ts'
import { cut, invalid } from './messages.ts'
import type { FoundPage } from './registry-search.ts'
import { type Condition, joinConditions, type SqlValue } from './search/condition.ts'
import { compileLoggedModelFilter, findLoggedModelColumn } from './search/logged-model-filter.ts'
import { type AskedPage, makeLoggedModelToken, readLoggedModelToken } from './search/logged-model-token.ts'
import { checkMaxResults } from './search/page-token.ts'

export interface DatasetScope {
  readonly name: string
  readonly digest?: string | undefined
}
export interface LoggedModelOrder {
  /** An attribute, or `metrics.<key>`. */
  readonly field: string
  readonly ascending: boolean
  readonly datasetName?: string | undefined
  readonly datasetDigest?: string | undefined
}
export interface LoggedModelQuery {
  readonly experimentIds: readonly string[]
  readonly filter: string
  readonly datasets: readonly DatasetScope[]
  readonly maxResults: number | bigint
  readonly orderBy: readonly LoggedModelOrder[]
  readonly pageToken?: string | undefined
}
interface Order {
  readonly joins: string
  readonly parameters: readonly SqlValue[]
  readonly clauses: string
}

/** Page size at most: MLflow names none. */
const pageLimit = 50_000
const orderLimit = 20
/** Logged models of experiments that satisfy a filter; metrics in it count only on `datasets` where these are named. */
export function searchLoggedModels(db: ReadableDb, query: LoggedModelQuery): FoundPage<LoggedModel> {
  const limit = checkMaxResults(query.maxResults, pageLimit)
  if (query.datasets.some((scope) => scope.name === '')) throw invalid('`dataset_name` in the `datasets` clause must be specified.')
  const asked = describeAsked(query)
  const offset = readLoggedModelToken(query.pageToken, asked)
  const scope = query.datasets.length === 0 ? undefined : compileScope(query.datasets)
  const filter = compileLoggedModelFilter(query.filter, scope)
  const ids = query.experimentIds.map(parseExperimentId)
  const where = joinConditions([...filter.columns, ...filter.sides, ...(scope && !filter.hasMetrics ? [hasMetricOn(scope)] : [])])
  const order = compileOrder(query.orderBy)
  const sql = `SELECT ${loggedModelColumns} FROM logged_models ${order.joins}
    WHERE logged_models.lifecycle_stage <> 'deleted' AND logged_models.experiment_id IN (SELECT CAST(value AS INTEGER) FROM json_each(?))
      AND ${where.sql}
    ORDER BY ${order.clauses} LIMIT ? OFFSET ?`
  const parameters = [...order.parameters, JSON.stringify(ids.map(String)), ...where.parameters]
  const rows = db.prepare<SqlValue[], LoggedModelRow>(sql).all(...parameters, limit + 1, offset)
  const page = { rows: completeLoggedModels(db, rows.slice(0, limit)) }
  return rows.length > limit ? { ...page, nextPageToken: makeLoggedModelToken(asked, offset + limit) } : page
}

function compileScope(datasets: readonly DatasetScope[]): Condition {
  const parts = datasets.map((one) => (one.digest ? '(side.dataset_name = ? AND side.dataset_digest = ?)' : 'side.dataset_name = ?'))
  return { sql: parts.join(' OR '), parameters: datasets.flatMap((one) => (one.digest ? [one.name, one.digest] : [one.name])) }
}

/** Datasets without a metric in the filter: models with any metric on them. */
function hasMetricOn(scope: Condition): Condition {
  const sql = `EXISTS (SELECT 1 FROM logged_model_metrics AS side WHERE side.model_id = logged_models.model_id AND (${scope.sql}))`
  return { sql, parameters: scope.parameters }
}

function compileOrder(orderBy: readonly LoggedModelOrder[]): Order {
  if (orderBy.length > orderLimit) throw invalid(`order_by can have at most ${orderLimit} clauses; this one has ${orderBy.length}.`)
  const terms = orderBy.map(compileTerm)
  const named = orderBy.map((one) => findLoggedModelColumn(one.field))
  const ties = [
    ...(named.includes('creation_timestamp_ms') ? [] : ['logged_models.creation_timestamp_ms DESC']),
    ...(named.includes('model_id') ? [] : ['logged_models.model_id ASC'])
  ]
  return {
    joins: terms.map((term) => term.joins).join(' '),
    parameters: terms.flatMap((term) => term.parameters),
    clauses: [...terms.map((term) => term.clauses), ...ties].join(', ')
  }
}

/** Values that are missing come last; of a metric the latest counts: by timestamp, then step, then the smaller run id. */
function compileTerm(one: LoggedModelOrder, index: number): Order {
  const direction = one.ascending ? 'ASC' : 'DESC'
  const dot = one.field.indexOf('.')
  if (dot < 0) {
    const column = findLoggedModelColumn(one.field)
    if (!column) throw invalid(`Invalid order by field name: ${cut(one.field)}`)
    const name = `logged_models.${column}`
    return { joins: '', parameters: [], clauses: `${name} IS NULL, ${name} ${direction}` }
  }
  if (one.field.slice(0, dot) !== 'metrics') throw invalid(`Invalid order by field name: ${cut(one.field)}. Only metrics are supported.`)
  const scopes = [...(one.datasetName ? ['AND dataset_name = ?'] : []), ...(one.datasetDigest ? ['AND dataset_digest = ?'] : [])]
  const alias = `order_${index}`
  return {
    joins: `LEFT JOIN (
      SELECT model_id, metric_value, row_number() OVER (PARTITION BY model_id ORDER BY metric_timestamp_ms DESC, metric_step DESC, run_id ASC) AS place
      FROM logged_model_metrics WHERE metric_name = ? ${scopes.join(' ')}
    ) AS ${alias} ON ${alias}.model_id = logged_models.model_id AND ${alias}.place = 1`,
    parameters: [one.field.slice(dot + 1), one.datasetName ?? '', one.datasetDigest ?? ''].filter((value) => value !== ''),
    clauses: `${alias}.metric_value IS NULL, ${alias}.metric_value ${direction}`
  }
}

/** What the token pins: MLflow refuses to continue another search with it. */
function describeAsked({ experimentIds, filter, orderBy }: LoggedModelQuery): AskedPage {
  const order = orderBy.map((one) => ({
    field_name: one.field,
    ascending: one.ascending,
    dataset_name: one.datasetName || null,
    dataset_digest: one.datasetDigest || null
  }))
  return { experimentIds, filter, orderBy: order }
}
