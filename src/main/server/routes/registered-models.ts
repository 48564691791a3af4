import { deleteAlias, getVersionByAlias, setAlias } from '../../tracking/aliases.ts'
import {
  createRegisteredModel,
  deleteRegisteredModel,
  deleteRegisteredModelTag,
  getLatestVersions,
  getRegisteredModel,
  renameRegisteredModel,
  setRegisteredModelTag,
  updateRegisteredModel
} from '../../tracking/registered-models.ts'
import { list, message, required, text, withDefault } from '../fields.ts'
import { defineRead, defineSearch, defineWrite, type Method, type Route } from '../route.ts'
import { toWireModelVersion } from '../wire/model-versions.ts'
import { unlessEmpty } from '../wire/numbers.ts'
import { toWireRegisteredModel } from '../wire/registered-models.ts'
import { searchFields, toRegistryQuery } from './registry-query.ts'

const name = required(text)
const optionalText = withDefault(text, '')
/** A tag in a request message; its parts may be absent, as in protobuf. */
export const tagField = message({ key: optionalText, value: optionalText })

function at(methods: readonly Method[], path: string) {
  return { methods, path: `/mlflow/registered-models/${path}`, mounts: ['api'], access: 'open on loopback' } as const
}

/** Registered models, their tags and aliases (mlflow/protos/model_registry.proto). */
export const registeredModelRoutes: readonly Route[] = [
  defineWrite({
    ...at(['POST'], 'create'),
    fields: message({ name, tags: list(tagField), description: optionalText }),
    run: (db, input, { ports, now }) => ({ registered_model: toWireRegisteredModel(createRegisteredModel(db, input, ports, now)) })
  }),
  defineWrite({
    ...at(['POST'], 'rename'),
    fields: message({ name, new_name: required(text) }),
    run: (db, input, { ports, now }) => ({
      registered_model: toWireRegisteredModel(renameRegisteredModel(db, { name: input.name, newName: input.new_name }, ports, now))
    })
  }),
  defineWrite({
    ...at(['PATCH'], 'update'),
    fields: message({ name, description: optionalText }),
    run: (db, input, { ports, now }) => ({ registered_model: toWireRegisteredModel(updateRegisteredModel(db, input, ports, now)) })
  }),
  defineWrite({
    ...at(['DELETE'], 'delete'),
    fields: message({ name }),
    run: (db, input, { ports }) => {
      deleteRegisteredModel(db, input.name, ports)
      return {}
    }
  }),
  defineRead({
    ...at(['GET'], 'get'),
    fields: message({ name }),
    run: (db, input) => ({ registered_model: toWireRegisteredModel(getRegisteredModel(db, input.name)) })
  }),
  defineSearch({
    ...at(['GET'], 'search'),
    fields: searchFields(100, { most: 1000 }),
    query: 'registered-models.search',
    prepare: toRegistryQuery
  }),
  defineRead({
    ...at(['GET', 'POST'], 'get-latest-versions'),
    fields: message({ name, stages: list(text) }),
    run: (db, input) => unlessEmpty('model_versions', getLatestVersions(db, input.name, input.stages).map(toWireModelVersion))
  }),
  defineWrite({
    ...at(['POST'], 'set-tag'),
    fields: message({ name, key: required(text), value: optionalText }),
    run: (db, input, { ports }) => {
      setRegisteredModelTag(db, input, ports)
      return {}
    }
  }),
  defineWrite({
    ...at(['DELETE'], 'delete-tag'),
    fields: message({ name, key: required(text) }),
    run: (db, input, { ports }) => {
      deleteRegisteredModelTag(db, input, ports)
      return {}
    }
  }),
  defineWrite({
    ...at(['POST'], 'alias'),
    fields: message({ name, alias: required(text), version: required(text) }),
    run: (db, input, { ports }) => {
      setAlias(db, input, ports)
      return {}
    }
  }),
  defineWrite({
    ...at(['DELETE'], 'alias'),
    fields: message({ name, alias: required(text) }),
    run: (db, input, { ports }) => {
      deleteAlias(db, input, ports)
      return {}
    }
  }),
  defineRead({
    ...at(['GET'], 'alias'),
    fields: message({ name, alias: required(text) }),
    run: (db, input) => ({ model_version: toWireModelVersion(getVersionByAlias(db, input.name, input.alias)) })
  })
]
