import { Failure } from '../../../preload/contract/reply.ts'
import { logMetric } from '../../tracking/batch.ts'
import type { HistoryQuery, IntervalQuery } from '../../tracking/metric-history.ts'
import { double, int32, int64, list, message, required, runId, text, withDefault } from '../fields.ts'
import { defineSearch, defineWrite, type Route } from '../route.ts'
import { seeDocs } from '../validation.ts'
import type { BulkQuery } from '../wire/run-queries.ts'

const head = { mounts: ['api'], access: 'open on loopback' } as const
const limits = { bulkRuns: 100, bulkResults: 25_000, intervalResults: 2500 } as const

/** /mlflow/runs/log-metric and /mlflow/metrics/… */
export const metricRoutes: readonly Route[] = [
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/log-metric',
    fields: message({
      run_id: runId,
      key: required(text),
      value: required(double),
      timestamp: required(int64),
      step: withDefault(int64, 0),
      model_id: text,
      dataset_name: text,
      dataset_digest: text
    }),
    run: (db, input) =>
      logMetric(db, input.run_id, {
        key: input.key,
        value: input.value,
        timestamp: input.timestamp,
        step: input.step,
        modelId: input.model_id,
        datasetName: input.dataset_name,
        datasetDigest: input.dataset_digest
      })
  }),
  defineSearch({
    ...head,
    methods: ['GET'],
    path: '/mlflow/metrics/get-history',
    fields: message({ run_id: runId, metric_key: required(text), page_token: text, max_results: int32 }),
    query: 'metrics.history',
    prepare: (input): HistoryQuery => ({
      runId: input.run_id,
      key: input.metric_key,
      maxResults: input.max_results,
      pageToken: input.page_token
    })
  }),
  defineSearch({
    ...head,
    mounts: ['ajax'],
    methods: ['GET'],
    path: '/mlflow/metrics/get-history-bulk',
    fields: message({ run_id: list(text), metric_key: text, max_results: withDefault(int32, limits.bulkResults) }),
    query: 'metrics.history-bulk',
    prepare: (input): BulkQuery => ({
      ...checkBulk(input.run_id, input.metric_key, input.max_results),
      maxResults: Math.min(input.max_results, limits.bulkResults)
    })
  }),
  defineSearch({
    ...head,
    methods: ['GET'],
    path: '/mlflow/metrics/get-history-bulk-interval',
    fields: message({
      run_ids: required(list(text)),
      metric_key: required(text),
      start_step: int64,
      end_step: int64,
      max_results: withDefault(int32, limits.intervalResults)
    }),
    query: 'metrics.history-interval',
    prepare: (input): IntervalQuery => {
      checkInterval(input)
      return {
        runIds: input.run_ids,
        key: input.metric_key,
        maxResults: input.max_results,
        startStep: input.start_step,
        endStep: input.end_step
      }
    }
  })
]

function checkBulk(
  runIds: readonly string[],
  key: string | undefined,
  maxResults: number
): { readonly runIds: readonly string[]; readonly key: string } {
  if (runIds.length === 0) throw new Failure('INVALID', 'GetMetricHistoryBulk request must specify at least one run_id.')
  if (runIds.length > limits.bulkRuns)
    throw new Failure(
      'INVALID',
      `GetMetricHistoryBulk request cannot specify more than ${limits.bulkRuns} run_ids. Received ${runIds.length} run_ids.`
    )
  if (maxResults < 0)
    throw new Failure('INVALID', `Invalid value ${maxResults} for parameter 'max_results' supplied. It must not be negative.`)
  if (key === undefined) throw new Failure('INVALID', 'GetMetricHistoryBulk request must specify a metric_key.')
  return { runIds, key }
}

interface Interval {
  readonly run_ids: readonly string[]
  readonly max_results: number
  readonly start_step?: number | bigint | undefined
  readonly end_step?: number | bigint | undefined
}

function checkInterval({ run_ids, max_results, start_step, end_step }: Interval): void {
  if (run_ids.length > limits.bulkRuns)
    throw new Failure(
      'INVALID',
      `GetMetricHistoryBulkInterval request must specify at most ${limits.bulkRuns} run_ids. Received ${run_ids.length} run_ids. ${seeDocs}`
    )
  if (max_results < 1 || max_results > limits.intervalResults)
    throw new Failure('INVALID', `max_results must be between 1 and ${limits.intervalResults}. ${seeDocs}`)
  if ((start_step === undefined) !== (end_step === undefined))
    throw new Failure('INVALID', 'If either start step or end step are specified, both must be specified.')
  if (start_step !== undefined && end_step !== undefined && start_step > end_step)
    throw new Failure('INVALID', `end_step must be greater than start_step. Found start_step=${start_step} and end_step=${end_step}.`)
}
