import path from 'node:path'
import type { Registry } from '../../../preload/contract/registries.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { deleteForeignHistory } from '../../store/foreign-history.ts'
import { deletePolicies } from '../../store/policies.ts'
import { deletePredictions } from '../../store/predictions.ts'
import { deleteKnownRegistry, listKnownRegistries, saveClosed, saveOpened } from '../../store/registries.ts'
import { deleteRequests } from '../../store/requests.ts'
import { writeStore } from '../../store/transactions.ts'
import type { CallContext, Handler, Handlers } from '../deps.ts'
import { readKey } from '../predictions/rules.ts'
import { showProgress } from '../progress.ts'
import { throwIfRefused } from '../refusal.ts'
import type { OpenedRegistry } from './keeper.ts'
import { noteOpened, type OpeningOptions, openSnapshot, type RegistriesDeps } from './opening.ts'
import { refuseToRemoveOwn } from './own-in-sample.ts'
import { announceRegistries } from './reopening.ts'
import { mayClose } from './rules.ts'

type RegistriesCalls =
  | 'registries.list'
  | 'registries.open'
  | 'registries.close'
  | 'registries.addSample'
  | 'registries.removeSample'
  | 'registries.recent'

/** How many closed files are offered again. */
const recentLimit = 10

/** Builds the calls on the list of registries. */
export function createRegistries(deps: RegistriesDeps): Handlers<RegistriesCalls> {
  const handleOf = rememberHandles(deps)
  return {
    'registries.list': () => deps.keeper.list(),
    'registries.open': openFile(deps),
    'registries.close': closeRegistry(deps),
    'registries.addSample': addSample(deps),
    'registries.removeSample': removeSample(deps),
    'registries.recent': () =>
      listKnownRegistries(deps.store, 'snapshot')
        .slice(0, recentLimit)
        .map((known) => ({
          handle: handleOf(known.location),
          name: path.basename(known.location),
          location: known.location,
          openedMs: known.openedMs
        }))
  }
}

function openFile(deps: RegistriesDeps): Handler<'registries.open'> {
  return async ({ file }, context) => {
    const location = deps.handles.path(file, 'read')
    const progress = showProgress(context, `Opening ${path.basename(location)}`, 'bytes', deps.now)
    const opened = await openSnapshot(deps, location, context.actor.origin === 'window', { signal: context.signal, progress })
    return adopt(deps, opened)
  }
}

async function adopt(deps: RegistriesDeps, opened: OpenedRegistry): Promise<Registry> {
  await deps.keeper.keep(opened)
  announceRegistries(deps)
  const registry = (await deps.keeper.list()).find((one) => one.id === opened.id)
  if (!registry) throw new Failure('NOT_FOUND', `${opened.name} was closed while it was being opened.`)
  return registry
}

function closeRegistry(deps: RegistriesDeps): Handler<'registries.close'> {
  return async ({ registry: id }) => {
    const registry = deps.keeper.find(id)
    if (!registry) throw new Failure('NOT_FOUND', `No registry with the id ${id} is open.`)
    throwIfRefused(mayClose(registry))
    await deps.keeper.drop(id)
    unloadModels(deps, id)
    if (registry.kind === 'snapshot') await deps.writer.closeSnapshot({ registryId: id })
    else await writeStore(deps.store, () => saveClosed(deps.store, id))
    announceRegistries(deps)
    if (registry.kind === 'snapshot') await deps.ports.discardSnapshot(registry)
    return null
  }
}

/** Not waited for: a prediction under way is finished first. One that fails has ended with its worker. */
function unloadModels({ scorer }: RegistriesDeps, registryId: string): void {
  for (const { key } of scorer.loaded()) if (readKey(key).registryId === registryId) void scorer.unload(key).catch(() => {})
}

/** Adds the sample, or opens it again when it was only closed. */
function addSample(deps: RegistriesDeps): Handler<'registries.addSample'> {
  return async (_input, context) => {
    const open = (await deps.keeper.list()).find((one) => one.kind === 'sample' && one.state === 'open')
    if (open) return open
    const installed = await deps.ports.openSample()
    if (installed) {
      await noteInstalled(deps, installed)
      return adopt(deps, installed)
    }
    const opened = await deps.ports.installSample(optionsOf(deps, context, 'Adding the sample registry'))
    await noteOpened(deps, opened, true)
    return adopt(deps, opened)
  }
}

/** Its history is noted once: what was done with its requests since is not undone. A program that ended between unpacking and noting left that to us. */
async function noteInstalled(deps: RegistriesDeps, installed: OpenedRegistry): Promise<void> {
  const { id, kind, name, location } = installed
  const isNoted = listKnownRegistries(deps.store, 'sample').some((known) => known.id === id)
  if (!isNoted) return noteOpened(deps, { ...installed, ...(await deps.ports.readSampleHistory()) }, true)
  await writeStore(deps.store, () => saveOpened(deps.store, { id, kind, name, location, isOpen: true }, deps.now()))
}

function removeSample(deps: RegistriesDeps): Handler<'registries.removeSample'> {
  return async ({ withOwn }, { signal }) => {
    const known = listKnownRegistries(deps.store, 'sample')
    if (!withOwn) for (const sample of known) await refuseToRemoveOwn(deps, sample.id, signal)
    for (const sample of known) {
      await deps.keeper.drop(sample.id)
      unloadModels(deps, sample.id)
    }
    await deps.ports.removeSample()
    await writeStore(deps.store, () => {
      for (const sample of known) {
        deleteKnownRegistry(deps.store, sample.id)
        deleteForeignHistory(deps.store, sample.id)
        deletePredictions(deps.store, sample.id)
        deletePolicies(deps.store, sample.id)
        deleteRequests(deps.store, sample.id)
      }
    })
    announceRegistries(deps)
    return null
  }
}

function optionsOf(deps: RegistriesDeps, context: CallContext, title: string): OpeningOptions {
  return { signal: context.signal, progress: showProgress(context, title, 'bytes', deps.now) }
}

/** One handle for each file, however often the list is asked for. */
function rememberHandles(deps: RegistriesDeps): (location: string) => string {
  const handles = new Map<string, string>()
  return (location) => {
    const known = handles.get(location)
    if (known !== undefined) return known
    const handle = deps.handles.add(location, 'read')
    handles.set(location, handle)
    return handle
  }
}
