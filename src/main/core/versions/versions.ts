import type { VersionDetail } from '../../../preload/contract/versions.ts'
import { findPolicy, registryDefault } from '../../store/policies.ts'
import { listOpenRequests, toOpenRequest } from '../../store/requests.ts'
import { forgetDeleted } from '../../store/supersede.ts'
import { writeStore } from '../../store/transactions.ts'
import type { Handler, Handlers } from '../deps.ts'
import { chooseTerms } from '../policies/rules.ts'
import { showProgress } from '../progress.ts'
import { throwIfRefused } from '../refusal.ts'
import { actOnRegistry, type WritingDeps } from '../writing.ts'
import { mayDeleteVersion, mergeMetadata, nextStep } from './rules.ts'

type VersionReads = 'versions.list' | 'versions.get' | 'versions.contents' | 'versions.digest'
type VersionWrites = 'versions.register' | 'versions.update' | 'versions.setTag' | 'versions.deleteTag' | 'versions.delete'

/** Builds the calls on model versions: what the registry knows, with the open request and the next step of our own store. */
export function createVersions(deps: WritingDeps): Handlers<VersionReads | VersionWrites> {
  return {
    'versions.list': listVersions(deps),
    'versions.get': ({ registry, model, reference }) => getVersion(deps, registry, model, reference),
    'versions.contents': ({ registry, model, version }) => deps.registries.source(registry).readContents(model, version),
    'versions.digest': ({ registry, model, version }, context) =>
      deps.registries
        .source(registry)
        .digestVersion(model, version, context.signal, showProgress(context, `Hashing ${model} v${version}`, 'bytes', deps.now)),
    'versions.register': registerVersion(deps),
    'versions.delete': deleteVersion(deps),
    ...createEdits(deps)
  }
}

function listVersions(deps: WritingDeps): Handler<'versions.list'> {
  return async ({ registry, ...query }, context) => {
    const page = await deps.registries.source(registry).listVersions(query, context.signal)
    const open = listOpenRequests(deps.store, registry, query.model)
    const rows = page.rows.map((row) => {
      const request = open.find((one) => one.version === row.version && one.versionCreatedMs === row.createdMs)
      return { ...row, openRequest: request ? toOpenRequest(request) : null }
    })
    return { ...page, rows }
  }
}

async function getVersion(deps: WritingDeps, registry: string, model: string, reference: string): Promise<VersionDetail> {
  const source = deps.registries.source(registry)
  const facts = await source.getVersion(model, reference)
  const request = listOpenRequests(deps.store, registry, model).find(
    (one) => one.version === facts.version && one.versionCreatedMs === facts.createdMs
  )
  const policy = chooseTerms(findPolicy(deps.store, registry, model), findPolicy(deps.store, registry, registryDefault))
  const { stage, status } = facts
  const next = nextStep({ stage, status, isReadOnly: source.isReadOnly, policy, openRequestId: request?.id ?? null })
  return { ...facts, openRequest: request ? toOpenRequest(request) : null, next }
}

/** Registers what a run logged as the next version, in the name of the acting person. */
function registerVersion(deps: WritingDeps): Handler<'versions.register'> {
  return async ({ registry, tags, metadata, ...input }, context) => {
    const registration = { ...input, tags: mergeMetadata(tags, metadata), author: context.actor.name }
    const version = await actOnRegistry(deps, registry, context, (source, write) => source.registerVersion(registration, write))
    return { version }
  }
}

function createEdits(deps: WritingDeps): Handlers<'versions.update' | 'versions.setTag' | 'versions.deleteTag'> {
  return {
    'versions.update': async ({ registry, ...input }, context) => {
      await actOnRegistry(deps, registry, context, (source, write) => source.updateVersion(input, write))
      return null
    },
    'versions.setTag': async ({ registry, ...input }, context) => {
      await actOnRegistry(deps, registry, context, (source, write) => source.setVersionTag(input, write))
      return null
    },
    'versions.deleteTag': async ({ registry, ...input }, context) => {
      await actOnRegistry(deps, registry, context, (source, write) => source.deleteVersionTag(input, write))
      return null
    }
  }
}

/** Deletes a version that nothing leads to; its open requests end with it. */
function deleteVersion(deps: WritingDeps): Handler<'versions.delete'> {
  return async ({ registry, model, version, typedName }, context) => {
    throwIfRefused(mayDeleteVersion(await deps.registries.source(registry).getVersion(model, version), typedName))
    await actOnRegistry(deps, registry, context, (source, write) => source.deleteVersion({ model, version }, write), {
      reason: 'name typed to confirm'
    })
    const closed = await writeStore(deps.store, () =>
      forgetDeleted(deps.store, { registryId: registry, model, version, actor: context.actor, atMs: deps.now() })
    )
    if (closed > 0) deps.emit('requests.changed', {})
    return null
  }
}
