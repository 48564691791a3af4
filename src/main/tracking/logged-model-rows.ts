import { Failure } from '../../preload/contract/reply.ts'
import type { ReadableDb } from './database.ts'
import { groupBy } from './group-by.ts'
import { type Int64, selectInt64, toInt64 } from './int64.ts'
import type { RegistryTag } from './model-version-rows.ts'

export const loggedModelStatuses = { UNSPECIFIED: 0, PENDING: 1, READY: 2, FAILED: 3 } as const
export type LoggedModelStatus = keyof typeof loggedModelStatuses

export interface LoggedModelMetric {
  readonly key: string
  readonly value: number
  readonly timestamp: Int64
  readonly step: Int64
  readonly runId: string
  readonly modelId: string
  readonly datasetName: string | null
  readonly datasetDigest: string | null
}

/** A logged model (m-…) as MLflow ≥ 3 knows it. Times in milliseconds since the epoch; the experiment id is text: it may exceed 2^53. */
export interface LoggedModel {
  readonly modelId: string
  readonly experimentId: string
  readonly name: string
  readonly artifactLocation: string
  readonly creationTime: number
  readonly lastUpdatedTime: number
  readonly status: LoggedModelStatus
  readonly statusMessage: string | null
  readonly modelType: string | null
  readonly sourceRunId: string | null
  readonly lifecycleStage: string
  readonly tags: readonly RegistryTag[]
  readonly params: readonly RegistryTag[]
  readonly metrics: readonly LoggedModelMetric[]
}
export interface LoggedModelRow extends Omit<LoggedModel, 'status' | 'tags' | 'params' | 'metrics'> {
  readonly status: number
}

/** Columns of a LoggedModelRow, for `SELECT ${loggedModelColumns} FROM logged_models`. */
export const loggedModelColumns = [
  'logged_models.model_id AS modelId',
  'CAST(logged_models.experiment_id AS TEXT) AS experimentId',
  'logged_models.name',
  'logged_models.artifact_location AS artifactLocation',
  'logged_models.creation_timestamp_ms AS creationTime',
  'logged_models.last_updated_timestamp_ms AS lastUpdatedTime',
  'logged_models.status',
  'logged_models.status_message AS statusMessage',
  'logged_models.model_type AS modelType',
  'logged_models.source_run_id AS sourceRunId',
  'logged_models.lifecycle_stage AS lifecycleStage'
].join(', ')

interface Pair {
  readonly modelId: string
  readonly key: string
  readonly value: string
}
interface MetricRow {
  readonly modelId: string
  readonly key: string
  readonly value: number | null
  readonly timestamp: number | string
  readonly step: number | string
  readonly runId: string
  readonly datasetName: string | null
  readonly datasetDigest: string | null
}

/** One logged model's row, deleted ones only with `allowDeleted`; NOT_FOUND with MLflow's message. */
export function findLoggedModelRow(db: ReadableDb, modelId: string, allowDeleted = false): LoggedModelRow {
  const row = db.prepare<[string], LoggedModelRow>(`SELECT ${loggedModelColumns} FROM logged_models WHERE model_id = ?`).get(modelId)
  if (!row || (row.lifecycleStage === 'deleted' && !allowDeleted))
    throw new Failure('NOT_FOUND', `Logged model with ID '${modelId}' not found.`)
  return row
}

/** Adds tags, params and metrics to rows, in three statements however many rows there are. */
export function completeLoggedModels(db: ReadableDb, rows: readonly LoggedModelRow[]): readonly LoggedModel[] {
  if (rows.length === 0) return []
  const wanted = JSON.stringify(rows.map((row) => row.modelId))
  const tags = readPairs(db, wanted, 'logged_model_tags', 'tag_key', 'tag_value')
  const params = readPairs(db, wanted, 'logged_model_params', 'param_key', 'param_value')
  const metrics = groupBy(
    db
      .prepare<[string], MetricRow>(
        `SELECT side.model_id AS modelId, side.metric_name AS key, side.metric_value AS value, ${selectInt64('side.metric_timestamp_ms')} AS timestamp,
           ${selectInt64('side.metric_step')} AS step, side.run_id AS runId, side.dataset_name AS datasetName, side.dataset_digest AS datasetDigest
         FROM json_each(?) AS wanted CROSS JOIN logged_model_metrics AS side WHERE side.model_id = wanted.value ORDER BY side.rowid`
      )
      .all(wanted),
    modelOf,
    toMetric
  )
  return rows.map((row) => ({
    ...row,
    status: nameStatus(row.status),
    tags: tags.get(row.modelId) ?? [],
    params: params.get(row.modelId) ?? [],
    metrics: metrics.get(row.modelId) ?? []
  }))
}

function readPairs(db: ReadableDb, wanted: string, table: string, key: string, value: string): Map<string, RegistryTag[]> {
  return groupBy(
    db
      .prepare<[string], Pair>(
        `SELECT side.model_id AS modelId, side.${key} AS key, side.${value} AS value FROM json_each(?) AS wanted
         CROSS JOIN ${table} AS side WHERE side.model_id = wanted.value ORDER BY side.rowid`
      )
      .all(wanted),
    modelOf,
    toPair
  )
}

function modelOf({ modelId }: { readonly modelId: string }): string {
  return modelId
}

function toPair({ key, value }: Pair): RegistryTag {
  return { key, value }
}

/** Infinities are the largest double here, as MLflow keeps and shows them. */
function toMetric(row: MetricRow): LoggedModelMetric {
  return { ...row, value: row.value ?? Number.NaN, timestamp: toInt64(row.timestamp), step: toInt64(row.step) }
}

function nameStatus(status: number): LoggedModelStatus {
  const found = Object.entries(loggedModelStatuses).find(([, number]) => number === status)
  return found ? (found[0] as LoggedModelStatus) : 'UNSPECIFIED'
}
