import { Failure } from '../../../preload/contract/reply.ts'
import { deleteModelVersionTag, setModelVersionTag } from '../../tracking/model-version-tags.ts'
import {
  createModelVersion,
  deleteModelVersion,
  getModelVersion,
  resolveDownloadUri,
  updateModelVersion
} from '../../tracking/model-versions.ts'
import { transitionStage } from '../../tracking/stages.ts'
import { bool, list, message, required, text, withDefault } from '../fields.ts'
import { defineRead, defineSearch, defineWrite, type Method, type Route } from '../route.ts'
import { toWireModelVersion } from '../wire/model-versions.ts'
import { storeOf } from './artifacts.ts'
import { tagField } from './registered-models.ts'
import { searchFields, toRegistryQuery } from './registry-query.ts'

const name = required(text)
const version = required(text)
const optionalText = withDefault(text, '')

function at(methods: readonly Method[], path: string) {
  return { methods, path: `/mlflow/model-versions/${path}`, mounts: ['api'], access: 'open on loopback' } as const
}

/** Model versions, their tags and stages (mlflow/protos/model_registry.proto). */
export const modelVersionRoutes: readonly Route[] = [
  defineWrite({
    ...at(['POST'], 'create'),
    fields: message({
      name,
      source: required(text),
      run_id: text,
      tags: list(tagField),
      run_link: optionalText,
      description: optionalText,
      model_id: text
    }),
    run: (db, input, { ports, now, settings }) => {
      if (settings.sourcePattern?.test(input.source) === false)
        throw new Failure('INVALID', `Invalid model version source: '${input.source}'.`)
      const { run_id: runId, model_id: modelId, run_link: runLink, ...rest } = input
      const created = createModelVersion(db, { ...rest, runId, modelId, runLink, store: storeOf(settings) }, ports, now)
      return { model_version: toWireModelVersion(created) }
    }
  }),
  defineWrite({
    ...at(['PATCH'], 'update'),
    fields: message({ name, version, description: text }),
    run: (db, input, { ports, now }) => {
      const updated = updateModelVersion(db, { ...input, description: input.description ?? null }, ports, now)
      return { model_version: toWireModelVersion(updated) }
    }
  }),
  defineWrite({
    ...at(['POST'], 'transition-stage'),
    fields: message({ name, version, stage: required(text), archive_existing_versions: withDefault(bool, false) }),
    run: (db, input, { ports, now }) => {
      const moved = transitionStage(db, { ...input, archiveExisting: input.archive_existing_versions }, ports, now)
      return { model_version: toWireModelVersion(moved) }
    }
  }),
  defineWrite({
    ...at(['DELETE'], 'delete'),
    fields: message({ name, version }),
    run: (db, input, { ports, now }) => {
      deleteModelVersion(db, input, ports, now)
      return {}
    }
  }),
  defineRead({
    ...at(['GET'], 'get'),
    fields: message({ name, version }),
    run: (db, input) => ({ model_version: toWireModelVersion(getModelVersion(db, input.name, input.version)) })
  }),
  defineSearch({
    ...at(['GET'], 'search'),
    fields: searchFields(200_000, { least: 1, most: 200_000 }),
    query: 'model-versions.search',
    prepare: toRegistryQuery
  }),
  defineRead({
    ...at(['GET'], 'get-download-uri'),
    // MLflow has no rules of its own for this request: what is missing is an empty name or number.
    fields: message({ name: optionalText, version: optionalText }),
    run: (db, input) => ({ artifact_uri: resolveDownloadUri(db, input.name, input.version) })
  }),
  defineWrite({
    ...at(['POST'], 'set-tag'),
    fields: message({ name, version, key: required(text), value: optionalText }),
    run: (db, input, { ports }) => {
      setModelVersionTag(db, input, ports)
      return {}
    }
  }),
  defineWrite({
    ...at(['DELETE'], 'delete-tag'),
    fields: message({ name, version, key: required(text) }),
    run: (db, input, { ports }) => {
      deleteModelVersionTag(db, input, ports)
      return {}
    }
  })
]
