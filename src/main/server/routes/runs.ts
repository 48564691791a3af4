import { batchLimits, describeTooLargeBatch, logBatch } from '../../tracking/batch.ts'
import { logInputs, logOutputs } from '../../tracking/datasets.ts'
import { logParam } from '../../tracking/params.ts'
import { getRun } from '../../tracking/run-details.ts'
import { makeRunName } from '../../tracking/run-names.ts'
import { maxPageRows, type RunSearch, viewTypes } from '../../tracking/run-search.ts'
import { deleteRunTag, recordModel, setRunTag } from '../../tracking/run-tags.ts'
import { createRun, deleteRun, listRunTags, restoreRun, runStatuses, updateRun } from '../../tracking/runs.ts'
import { atMost, choice, double, int32, int64, list, message, required, runId, runIdAlone, text, withDefault } from '../fields.ts'
import { defineRead, defineSearch, defineWrite, type Route } from '../route.ts'
import { unlessEmpty } from '../wire/numbers.ts'
import { toWireRun, toWireRunInfo } from '../wire/runs.ts'

const head = { mounts: ['api'], access: 'open on loopback' } as const
const pair = message({ key: withDefault(text, ''), value: withDefault(text, '') })
const requiredPair = message({ key: required(text), value: withDefault(text, '') })
const justRun = message({ run_id: runIdAlone })
/** MLflow asks for none of these fields, though its message marks them as required. */
const dataset = message({
  name: withDefault(text, ''),
  digest: withDefault(text, ''),
  source_type: withDefault(text, ''),
  source: withDefault(text, ''),
  schema: text,
  profile: text
})
const noDataset = { name: '', digest: '', source_type: '', source: '', schema: undefined, profile: undefined }
/** Schema and profile of a dataset may take 16 MiB each. */
const inputBytes = 48 * 1024 * 1024

/** /mlflow/runs/… but metrics. */
export const runRoutes: readonly Route[] = [
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/create',
    fields: message({
      experiment_id: withDefault(text, ''),
      start_time: int64,
      run_name: text,
      user_id: withDefault(text, ''),
      tags: list(pair)
    }),
    run: (db, input, { newId }) => {
      const run = {
        runId: newId(),
        experimentId: input.experiment_id,
        userId: input.user_id,
        startTime: input.start_time ?? 0,
        runName: input.run_name,
        tags: input.tags
      }
      const info = createRun(db, run, () => makeRunName(Math.random))
      // A run that begins has tags and nothing else.
      return { run: { info: toWireRunInfo(info), data: unlessEmpty('tags', listRunTags(db, info.runId)), inputs: {} } }
    }
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/update',
    fields: message({ run_id: runId, end_time: int64, status: choice(runStatuses), run_name: text }),
    run: (db, input) => ({
      run_info: toWireRunInfo(
        updateRun(db, { runId: input.run_id, status: input.status, endTime: input.end_time, runName: input.run_name })
      )
    })
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/delete',
    fields: justRun,
    run: (db, input, { now }) => deleteRun(db, input.run_id, now)
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/restore',
    fields: justRun,
    run: (db, input) => restoreRun(db, input.run_id)
  }),
  defineRead({
    ...head,
    methods: ['GET'],
    path: '/mlflow/runs/get',
    fields: message({ run_id: runId }),
    run: (db, input) => ({ run: toWireRun(getRun(db, input.run_id)) })
  }),
  defineSearch({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/search',
    fields: message({
      experiment_ids: list(text),
      filter: withDefault(text, ''),
      max_results: atMost(withDefault(int32, 1000), maxPageRows),
      order_by: list(text),
      run_view_type: withDefault(choice(viewTypes), 'ACTIVE_ONLY'),
      page_token: text
    }),
    query: 'runs.search',
    prepare: (input): RunSearch => ({
      experimentIds: input.experiment_ids,
      filter: input.filter,
      viewType: input.run_view_type,
      maxResults: input.max_results,
      orderBy: input.order_by,
      pageToken: input.page_token
    })
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/log-parameter',
    fields: message({ run_id: runId, key: required(text), value: withDefault(text, '') }),
    run: (db, input) => logParam(db, input.run_id, { key: input.key, value: input.value })
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/set-tag',
    fields: message({ run_id: runId, key: required(text), value: withDefault(text, '') }),
    run: (db, input) => setRunTag(db, input.run_id, { key: input.key, value: input.value })
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/delete-tag',
    fields: message({ run_id: runIdAlone, key: required(text) }),
    run: (db, input) => deleteRunTag(db, input.run_id, input.key)
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/log-batch',
    maxBodyBytes: batchLimits.bytes,
    describeTooLarge: describeTooLargeBatch,
    fields: message({
      run_id: runIdAlone,
      metrics: list(
        message({
          key: required(text),
          value: required(double),
          timestamp: required(int64),
          step: withDefault(int64, 0),
          model_id: text,
          dataset_name: text,
          dataset_digest: text
        })
      ),
      params: list(requiredPair),
      tags: list(requiredPair)
    }),
    run: (db, input) =>
      logBatch(db, {
        runId: input.run_id,
        metrics: input.metrics.map(({ model_id, dataset_name, dataset_digest, ...metric }) => ({
          ...metric,
          modelId: model_id,
          datasetName: dataset_name,
          datasetDigest: dataset_digest
        })),
        params: input.params,
        tags: input.tags
      })
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/log-model',
    fields: message({ run_id: runIdAlone, model_json: required(text) }),
    run: (db, input) => recordModel(db, input.run_id, input.model_json)
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/log-inputs',
    maxBodyBytes: inputBytes,
    fields: message({
      run_id: runIdAlone,
      datasets: list(
        message({
          tags: list(pair),
          dataset: withDefault(dataset, noDataset)
        })
      ),
      models: list(message({ model_id: withDefault(text, '') }))
    }),
    run: (db, input, { newId }) =>
      logInputs(
        db,
        input.run_id,
        input.datasets.map(({ tags, dataset: { source_type, schema, profile, ...dataset } }) => ({
          tags,
          dataset: { ...dataset, sourceType: source_type, schema: schema ?? null, profile: profile ?? null }
        })),
        input.models.map((model) => model.model_id),
        newId
      )
  }),
  defineWrite({
    ...head,
    methods: ['POST'],
    path: '/mlflow/runs/outputs',
    fields: message({
      run_id: runIdAlone,
      models: required(list(message({ model_id: withDefault(text, ''), step: withDefault(int64, 0) })))
    }),
    run: (db, input, { newId }) =>
      logOutputs(
        db,
        input.run_id,
        input.models.map(({ model_id, step }) => ({ modelId: model_id, step })),
        newId
      )
  })
]
