import { Failure } from '../../preload/contract/reply.ts'
import type { WritableDb } from './database.ts'
import type { KeyValue } from './experiments.ts'
import { checkRunId, readParam, readRunTag } from './identifiers.ts'
import { checkMetric, type NewMetric, writeMetrics, writeModelMetrics } from './metrics.ts'
import { logParams } from './params.ts'
import { writeTags } from './run-tags.ts'
import { requireActiveRun } from './runs.ts'

export interface Batch {
  readonly runId: string
  readonly metrics: readonly NewMetric[]
  readonly params: readonly KeyValue[]
  readonly tags: readonly KeyValue[]
}

/** MLflow's limits of one log-batch request (mlflow/utils/validation.py). */
export const batchLimits = { metrics: 1000, params: 100, tags: 100, all: 1000, bytes: 1_000_000 } as const

/** The refusal of a log-batch request that is too long, in MLflow's words. */
export function describeTooLargeBatch(bytes: number): Failure {
  return new Failure('INVALID', `Batched logging API requests must be at most ${batchLimits.bytes} bytes, got a request of size ${bytes}.`)
}

/** Logs one value of a metric. */
export function logMetric(db: WritableDb, runId: string, metric: NewMetric): void {
  refuseHalfDataset([metric])
  checkMetric(metric, '')
  const experimentId = requireActiveRun(db, runId)
  if (metric.modelId) writeModelMetrics(db, runId, experimentId, [metric])
  writeMetrics(db, runId, [metric])
}

/** Logs metrics, params and tags of a run. All is checked first; then all is written or, inside the caller's savepoint, none. */
export function logBatch(db: WritableDb, batch: Batch): void {
  refuseHalfDataset(batch.metrics)
  checkRunId(batch.runId)
  checkMetrics(batch.metrics)
  const params = batch.params.map((param, index) => readParam(param.key, param.value, `params[${index}]`))
  const tags = batch.tags.map((tag, index) => readRunTag(tag.key, tag.value, `tags[${index}]`))
  checkCounts(batch)
  checkParamsUnique(params)
  const experimentId = requireActiveRun(db, batch.runId)
  logParams(db, batch.runId, params)
  writeMetrics(db, batch.runId, batch.metrics)
  writeModelMetrics(db, batch.runId, experimentId, batch.metrics)
  writeTags(db, batch.runId, tags)
}

/** MLflow wants a dataset's name and digest together, before it looks at anything else. */
function refuseHalfDataset(metrics: readonly NewMetric[]): void {
  if (metrics.some(({ datasetName, datasetDigest }) => !datasetName !== !datasetDigest))
    throw new Failure('INVALID', 'Both dataset_name and dataset_digest must be provided if one is provided')
}

/** A key that passed once need not be looked at again: batches repeat few keys many times. */
function checkMetrics(metrics: readonly NewMetric[]): void {
  const passed = new Set<string>()
  for (const [index, metric] of metrics.entries()) {
    if (passed.has(metric.key) && metric.timestamp >= 0) continue
    checkMetric(metric, `metrics[${index}]`)
    passed.add(metric.key)
  }
}

function checkCounts({ metrics, params, tags }: Batch): void {
  checkCount('metrics', batchLimits.metrics, metrics.length)
  checkCount('params', batchLimits.params, params.length)
  checkCount('tags', batchLimits.tags, tags.length)
  checkCount('metrics, params, and tags', batchLimits.all, metrics.length + params.length + tags.length)
}

function checkCount(name: string, limit: number, count: number): void {
  if (count > limit)
    throw new Failure(
      'INVALID',
      `A batch logging request can contain at most ${limit} ${name}. Got ${count} ${name}. Please split up ${name} across multiple requests and try again.`
    )
}

function checkParamsUnique(params: readonly KeyValue[]): void {
  const seen = new Set<string>()
  const twice = params.filter(({ key }) => seen.size === seen.add(key).size).map(({ key }) => `'${key}'`)
  if (twice.length > 0)
    throw new Failure(
      'INVALID',
      `Duplicate parameter keys have been submitted: [${twice.join(', ')}]. Please ensure the request contains only one param value per param key.`
    )
}
