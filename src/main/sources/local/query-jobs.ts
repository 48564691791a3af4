import { listExperiments } from './queries-experiments.ts'
import { metricHistories } from './queries-histories.ts'
import { locateRoot } from './queries-location.ts'
import { getModel, listMetricNames, metricOverVersions } from './queries-model.ts'
import { countModels, listModels } from './queries-models.ts'
import { getRun } from './queries-run.ts'
import { listRunColumns, listRuns } from './queries-runs.ts'
import { getVersion } from './queries-version.ts'
import { listVersions } from './queries-versions.ts'

/** Every query that the query worker answers, by name: a pure function of a reader and a plain input. */
export const queryJobs = {
  countModels,
  listModels,
  getModel,
  listMetricNames,
  metricOverVersions,
  listVersions,
  getVersion,
  listExperiments,
  listRuns,
  listRunColumns,
  getRun,
  metricHistories,
  locateRoot
} as const

export type QueryJobs = typeof queryJobs
export type QueryName = keyof QueryJobs
export type QueryInput<N extends QueryName> = Parameters<QueryJobs[N]>[1]
export type QueryValue<N extends QueryName> = ReturnType<QueryJobs[N]>
