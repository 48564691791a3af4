import { countOpenRequests, listOpenRequests } from '../../store/requests.ts'
import { forgetDeleted } from '../../store/supersede.ts'
import { writeStore } from '../../store/transactions.ts'
import type { Handler, Handlers } from '../deps.ts'
import { throwIfRefused } from '../refusal.ts'
import { actOnRegistry, type WritingDeps } from '../writing.ts'
import { mayDeleteModel } from './rules.ts'

type ModelReads = 'models.list' | 'models.get' | 'models.metricNames' | 'models.metricOverVersions'
type ModelWrites =
  | 'models.create'
  | 'models.update'
  | 'models.setTag'
  | 'models.deleteTag'
  | 'models.setAlias'
  | 'models.deleteAlias'
  | 'models.delete'

/** Builds the calls on registered models: what the registry knows, with the open requests of our own store. */
export function createModels(deps: WritingDeps): Handlers<ModelReads | ModelWrites> {
  return { ...createReads(deps), ...createWrites(deps), 'models.setAlias': setAlias(deps), 'models.delete': deleteModel(deps) }
}

function createReads(deps: WritingDeps): Handlers<ModelReads> {
  return {
    'models.list': async ({ registry, ...query }, context) => {
      const page = await deps.registries.source(registry).listModels(query, context.signal)
      const open = countOpenRequests(deps.store, registry)
      return { ...page, rows: page.rows.map((row) => ({ ...row, openRequests: open.get(row.name) ?? 0 })) }
    },
    'models.get': async ({ registry, model }) => {
      const facts = await deps.registries.source(registry).getModel(model)
      return { ...facts, openRequests: listOpenRequests(deps.store, registry, model).length }
    },
    'models.metricNames': ({ registry }) => deps.registries.source(registry).listMetricNames(),
    'models.metricOverVersions': ({ registry, model, metric }) => deps.registries.source(registry).metricOverVersions(model, metric)
  }
}

function createWrites(deps: WritingDeps): Handlers<Exclude<ModelWrites, 'models.setAlias' | 'models.delete'>> {
  return {
    'models.create': async ({ registry, ...input }, context) => {
      await actOnRegistry(deps, registry, context, (source, write) => source.createModel(input, write))
      return null
    },
    'models.update': async ({ registry, ...input }, context) => {
      await actOnRegistry(deps, registry, context, (source, write) => source.updateModel(input, write))
      return null
    },
    'models.setTag': async ({ registry, ...input }, context) => {
      await actOnRegistry(deps, registry, context, (source, write) => source.setModelTag(input, write))
      return null
    },
    'models.deleteTag': async ({ registry, ...input }, context) => {
      await actOnRegistry(deps, registry, context, (source, write) => source.deleteModelTag(input, write))
      return null
    },
    'models.deleteAlias': async ({ registry, ...input }, context) => {
      await actOnRegistry(deps, registry, context, (source, write) => source.deleteAlias(input, write))
      return null
    }
  }
}

/** Gives the version that held the alias before, so that the act can be undone. */
function setAlias(deps: WritingDeps): Handler<'models.setAlias'> {
  return async ({ registry, ...input }, context) => {
    const previousVersion = await actOnRegistry(deps, registry, context, (source, write) => source.setAlias(input, write))
    return { previousVersion }
  }
}

/** Deletes a model with its versions; its policy and open requests end with it, so that one made anew inherits nothing. */
function deleteModel(deps: WritingDeps): Handler<'models.delete'> {
  return async ({ registry, model, typedName }, context) => {
    throwIfRefused(mayDeleteModel(await deps.registries.source(registry).getModel(model), typedName))
    await actOnRegistry(deps, registry, context, (source, write) => source.deleteModel({ model }, write), {
      reason: 'name typed to confirm'
    })
    const closed = await writeStore(deps.store, () =>
      forgetDeleted(deps.store, { registryId: registry, model, version: null, actor: context.actor, atMs: deps.now() })
    )
    if (closed > 0) deps.emit('requests.changed', {})
    return null
  }
}
