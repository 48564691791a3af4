import { Failure } from '../../../preload/contract/reply.ts'
import type { LoggedModelQuery } from '../../tracking/logged-model-search.ts'
import {
  createLoggedModel,
  deleteLoggedModel,
  deleteLoggedModelTag,
  finalizeLoggedModel,
  getLoggedModel,
  logModelParams,
  setLoggedModelTags
} from '../../tracking/logged-models.ts'
import { makeRunName } from '../../tracking/run-names.ts'
import { bool, choice, int64, list, message, required, text, withDefault } from '../fields.ts'
import { defineRead, defineSearch, defineWrite, type Method, type Route } from '../route.ts'
import { readStatus, statusNumbers, toWireLoggedModel } from '../wire/logged-models.ts'
import { tagField } from './registered-models.ts'

const optionalText = withDefault(text, '')
/** Clients name the model in the body too, and MLflow asks for it. */
const modelId = required(text)
/** MLflow's proto default; its Python client asks for 100. */
const usualPage = 50

function at(methods: readonly Method[], path: string) {
  return { methods, path: `/mlflow/logged-models${path}`, mounts: ['api'], access: 'open on loopback' } as const
}

/** Logged models, m-… (mlflow/protos/service.proto). Their files are served by artifact routes. */
export const loggedModelRoutes: readonly Route[] = [
  defineWrite({
    ...at(['POST'], ''),
    fields: message({
      experiment_id: required(text),
      name: text,
      model_type: optionalText,
      source_run_id: optionalText,
      params: list(tagField),
      tags: list(tagField)
    }),
    run: (db, input, { now, newId }) => {
      const { experiment_id: experimentId, model_type: modelType, source_run_id: sourceRunId, params, tags } = input
      const name = input.name || makeRunName(Math.random)
      return {
        model: toWireLoggedModel(
          createLoggedModel(db, { modelId: `m-${newId()}`, experimentId, name, modelType, sourceRunId, params, tags }, now)
        )
      }
    }
  }),
  defineSearch({
    ...at(['POST'], '/search'),
    fields: message({
      experiment_ids: required(list(text)),
      filter: optionalText,
      datasets: list(message({ dataset_name: optionalText, dataset_digest: text })),
      max_results: withDefault(int64, usualPage),
      order_by: list(message({ field_name: required(text), ascending: withDefault(bool, true), dataset_name: text, dataset_digest: text })),
      page_token: text
    }),
    query: 'logged-models.search',
    prepare: (input): LoggedModelQuery => ({
      experimentIds: input.experiment_ids,
      filter: input.filter,
      datasets: input.datasets.map((one) => ({ name: one.dataset_name, digest: one.dataset_digest })),
      maxResults: input.max_results || usualPage,
      orderBy: input.order_by.map((one) => ({
        field: one.field_name,
        ascending: one.ascending,
        datasetName: one.dataset_name,
        datasetDigest: one.dataset_digest
      })),
      pageToken: input.page_token
    })
  }),
  defineRead({
    ...at(['GET'], '/{model_id}'),
    fields: message({ allow_deleted: text }),
    run: (db, input, { parameters }) => {
      const isAllowed = input.allow_deleted?.toLowerCase() === 'true'
      return { model: toWireLoggedModel(getLoggedModel(db, parameters['model_id'] ?? '', isAllowed)) }
    }
  }),
  defineWrite({
    ...at(['PATCH'], '/{model_id}'),
    fields: message({ model_id: modelId, status: required(choice(statusNumbers)) }),
    run: (db, input, { parameters, now }) => {
      checkSameModel(input, parameters)
      return { model: toWireLoggedModel(finalizeLoggedModel(db, input.model_id, readStatus(input.status), now)) }
    }
  }),
  defineWrite({
    ...at(['DELETE'], '/{model_id}'),
    fields: message({}),
    run: (db, _, { parameters, now }) => {
      deleteLoggedModel(db, parameters['model_id'] ?? '', now)
      return {}
    }
  }),
  defineWrite({
    ...at(['PATCH'], '/{model_id}/tags'),
    fields: message({ tags: list(tagField) }),
    run: (db, input, { parameters }) => {
      setLoggedModelTags(db, parameters['model_id'] ?? '', input.tags)
      return {}
    }
  }),
  defineWrite({
    ...at(['DELETE'], '/{model_id}/tags/{tag_key}'),
    fields: message({}),
    run: (db, _, { parameters }) => {
      deleteLoggedModelTag(db, parameters['model_id'] ?? '', parameters['tag_key'] ?? '')
      return {}
    }
  }),
  defineWrite({
    ...at(['POST'], '/{model_id}/params'),
    fields: message({ model_id: modelId, params: list(tagField) }),
    run: (db, input, { parameters }) => {
      checkSameModel(input, parameters)
      logModelParams(db, input.model_id, input.params)
      return {}
    }
  })
]

/** MLflow acts on the model of the body, whatever the path says; here nobody can be in doubt which one is meant. */
function checkSameModel(input: { readonly model_id: string }, parameters: Readonly<Record<string, string>>): void {
  if (input.model_id !== parameters['model_id'])
    throw new Failure('INVALID', `The path names the logged model '${parameters['model_id']}', the body another one.`, {
      remedy: 'Name the same model in both.'
    })
}
