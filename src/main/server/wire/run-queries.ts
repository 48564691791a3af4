import type { ReadableDb } from '../../tracking/database.ts'
import {
  type HistoryQuery,
  type IntervalQuery,
  listMetricHistory,
  listMetricOfRuns,
  sampleMetricOfRuns
} from '../../tracking/metric-history.ts'
import { type ExperimentSearch, type RunSearch, searchExperiments, searchRuns } from '../../tracking/run-search.ts'
import { toWireExperiment } from './experiments.ts'
import { unlessBlank, unlessEmpty } from './numbers.ts'
import { toWireMetric, toWireMetricOfRun, toWireRun } from './runs.ts'

/** Input of metrics.history-bulk: one limit over all runs. */
export interface BulkQuery {
  readonly runIds: readonly string[]
  readonly key: string
  readonly maxResults: number
}

/** The searches of experiments, runs and metric histories, by name. */
export const runQueries = {
  'experiments.search': (db: ReadableDb, input: ExperimentSearch): object => {
    const found = searchExperiments(db, input)
    return { ...unlessEmpty('experiments', found.rows.map(toWireExperiment)), ...unlessBlank('next_page_token', found.nextPageToken) }
  },
  'runs.search': (db: ReadableDb, input: RunSearch): object => {
    const found = searchRuns(db, input)
    return { ...unlessEmpty('runs', found.rows.map(toWireRun)), ...unlessBlank('next_page_token', found.nextPageToken) }
  },
  'metrics.history': (db: ReadableDb, input: HistoryQuery): object => {
    const found = listMetricHistory(db, input)
    return { ...unlessEmpty('metrics', found.metrics.map(toWireMetric)), ...unlessBlank('next_page_token', found.nextPageToken) }
  },
  // Made by hand in MLflow too: the list is there even when empty.
  'metrics.history-bulk': (db: ReadableDb, input: BulkQuery): object => ({
    metrics: listMetricOfRuns(db, input.runIds, input.key, input.maxResults).map(toWireMetricOfRun)
  }),
  'metrics.history-interval': (db: ReadableDb, input: IntervalQuery): object =>
    unlessEmpty('metrics', sampleMetricOfRuns(db, input).map(toWireMetricOfRun))
}
