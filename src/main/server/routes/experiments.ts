import { Failure } from '../../../preload/contract/reply.ts'
import { listDatasets } from '../../tracking/datasets.ts'
import {
  createExperiment,
  deleteExperiment,
  deleteExperimentTag,
  getExperiment,
  getExperimentByName,
  renameExperiment,
  restoreExperiment,
  setExperimentTag
} from '../../tracking/experiments.ts'
import { type ExperimentSearch, viewTypes } from '../../tracking/run-search.ts'
import { choice, int64, list, message, required, text, withDefault } from '../fields.ts'
import { defineRead, defineSearch, defineWrite, type Route } from '../route.ts'
import { toWireExperiment, toWireSummary } from '../wire/experiments.ts'
import { unlessEmpty } from '../wire/numbers.ts'

const maxExperimentsOfDatasets = 20
const head = { mounts: ['api'], access: 'open on loopback' } as const
const tag = message({ key: withDefault(text, ''), value: withDefault(text, '') })
const experimentId = message({ experiment_id: required(text) })

/** /mlflow/experiments/… */
export const experimentRoutes: readonly Route[] = [
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/experiments/create',
    fields: message({ name: required(text), artifact_location: text, tags: list(tag) }),
    run: (db, input, { settings, now }) => ({
      experiment_id: createExperiment(
        db,
        { name: input.name, artifactLocation: input.artifact_location, tags: input.tags },
        settings.artifactRoot,
        now
      )
    })
  }),
  defineSearch({
    ...head,
    methods: ['GET', 'POST'],
    path: '/mlflow/experiments/search',
    fields: message({
      view_type: withDefault(choice(viewTypes), 'ACTIVE_ONLY'),
      // Absent is 0 in MLflow, and refused like it.
      max_results: withDefault(int64, 0),
      order_by: list(text),
      filter: withDefault(text, ''),
      page_token: text
    }),
    query: 'experiments.search',
    prepare: (input): ExperimentSearch => ({
      filter: input.filter,
      viewType: input.view_type,
      maxResults: input.max_results,
      orderBy: input.order_by,
      pageToken: input.page_token
    })
  }),
  defineRead({
    ...head,
    methods: ['GET'],
    path: '/mlflow/experiments/get',
    fields: experimentId,
    run: (db, input) => ({ experiment: toWireExperiment(getExperiment(db, input.experiment_id)) })
  }),
  defineRead({
    ...head,
    methods: ['GET'],
    path: '/mlflow/experiments/get-by-name',
    fields: message({ experiment_name: required(text) }),
    run: (db, input) => ({ experiment: toWireExperiment(getExperimentByName(db, input.experiment_name)) })
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/experiments/delete',
    fields: experimentId,
    run: (db, input, { now }) => deleteExperiment(db, input.experiment_id, now)
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/experiments/restore',
    fields: experimentId,
    run: (db, input, { now }) => restoreExperiment(db, input.experiment_id, now)
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/experiments/update',
    fields: message({ experiment_id: required(text), new_name: required(text) }),
    run: (db, input, { now }) => renameExperiment(db, input.experiment_id, input.new_name, now)
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/experiments/set-experiment-tag',
    fields: message({ experiment_id: required(text), key: required(text), value: withDefault(text, '') }),
    run: (db, input) => setExperimentTag(db, input.experiment_id, { key: input.key, value: input.value })
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/experiments/delete-experiment-tag',
    fields: message({ experiment_id: required(text), key: required(text) }),
    run: (db, input) => deleteExperimentTag(db, input.experiment_id, input.key)
  }),
  defineRead({
    ...head,
    // MLflow's own path for clients lacks a slash and answers 404.
    mounts: ['ajax'],
    methods: ['POST'],
    path: '/mlflow/experiments/search-datasets',
    fields: message({ experiment_ids: list(text) }),
    run: (db, input) => {
      checkCount(input.experiment_ids.length)
      return unlessEmpty('dataset_summaries', listDatasets(db, input.experiment_ids).map(toWireSummary))
    }
  })
]

function checkCount(count: number): void {
  if (count === 0) throw new Failure('INVALID', 'SearchDatasets request must specify at least one experiment_id.')
  if (count > maxExperimentsOfDatasets)
    throw new Failure(
      'INVALID',
      `SearchDatasets request cannot specify more than ${maxExperimentsOfDatasets} experiment_ids. Received ${count} experiment_ids.`
    )
}
