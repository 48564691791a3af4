import type { Registry, RegistryKind } from '../../../preload/contract/registries.ts'
import { Failure } from '../../../preload/contract/reply.ts'
import { describeSystemError, placeOf } from '../../../preload/contract/system-failures.ts'
import type { Source } from '../../sources/source.ts'
import type { Deps, OpenRegistries } from '../deps.ts'
import { compareRegistries } from './rules.ts'

/** What is known of a registry beside its source. */
export interface RegistryFacts {
  readonly id: string
  readonly kind: RegistryKind
  readonly name: string
  /** File or folder it lives in, for display; for a snapshot the file that was opened. */
  readonly location: string
}

/** A registry whose source is open. */
export interface OpenedRegistry extends RegistryFacts {
  readonly source: Source
}

/** The registries of this process: those that are open, and those that could not be opened with the reason. */
export interface RegistryKeeper extends OpenRegistries {
  /** Takes over an open registry and watches it; one with the same id is closed first. */
  keep(registry: OpenedRegistry): Promise<void>
  /** Keeps a registry in the list that is being opened; `cancel` is called when it leaves the list or another source takes its place. */
  keepOpening(registry: RegistryFacts, cancel: () => void): void
  /** Keeps a registry in the list that could not be opened. */
  keepFailed(registry: RegistryFacts, problem: Failure): void
  /** Closes and forgets; nothing happens when it is not there. */
  drop(id: string): Promise<void>
  find(id: string): RegistryFacts | null
  list(): Promise<readonly Registry[]>
  close(): Promise<void>
}

interface Kept extends RegistryFacts {
  readonly source: Source | null
  /** Why there is no source; null too while it is being opened. */
  readonly problem: Failure | null
  stop(): void
}

/** Makes the keeper of open registries; changes that other programs make become `registry.changed` events. */
export function createRegistryKeeper(deps: Pick<Deps, 'emit'>): RegistryKeeper {
  const kept = new Map<string, Kept>()

  const drop = async (id: string): Promise<void> => {
    const old = kept.get(id)
    kept.delete(id)
    old?.stop()
    await old?.source?.close()
  }

  return {
    source: (id) => requireSource(kept.get(id), id),
    nameOf: (id) => kept.get(id)?.name ?? id,
    ids: () => [...kept.values()].filter((one) => one.source !== null).map((one) => one.id),
    keep: async (registry) => {
      await drop(registry.id)
      const stop = registry.source.watch(() => {
        deps.emit('registry.changed', { registryId: registry.id })
        // Another process (service, command line) may have written history with the change.
        deps.emit('activity.changed', {})
      })
      kept.set(registry.id, { ...registry, problem: null, stop })
    },
    keepOpening: (registry, cancel) => void kept.set(registry.id, { ...registry, source: null, problem: null, stop: cancel }),
    keepFailed: (registry, problem) => void kept.set(registry.id, { ...registry, source: null, problem, stop: () => {} }),
    drop,
    find: (id) => kept.get(id) ?? null,
    list: () => Promise.all([...kept.values()].sort(compareRegistries).map(describe)),
    close: async () => {
      await Promise.all([...kept.keys()].map(drop))
    }
  }
}

function requireSource(kept: Kept | undefined, id: string): Source {
  if (kept?.source) return kept.source
  if (kept && !kept.problem)
    throw new Failure('BUSY', `${kept.name} is still being opened.`, { remedy: 'Wait until it is: the status bar shows how far it is.' })
  if (kept?.problem) {
    const { code, message, remedy } = kept.problem
    const then = kept.kind === 'snapshot' ? 'Open the file again once it is mended.' : 'Start Greenroom again once it is mended.'
    throw new Failure(code, `${kept.name} could not be opened: ${message}`, { remedy: [remedy, then].filter(Boolean).join(' ') })
  }
  throw new Failure('NOT_FOUND', `No registry with the id ${id} is open.`, { remedy: 'Open it first.' })
}

async function describe(kept: Kept): Promise<Registry> {
  const { id, kind, name, location } = kept
  const facts = { id, kind, name, location }
  if (!kept.source && !kept.problem) return { ...facts, isReadOnly: true, state: 'opening', problem: null, modelCount: 0 }
  if (!kept.source) return { ...facts, isReadOnly: true, state: 'failed', problem: writeProblem(kept.problem), modelCount: 0 }
  const isReadOnly = kept.source.isReadOnly
  try {
    return { ...facts, isReadOnly, state: 'open', problem: null, modelCount: await kept.source.countModels() }
  } catch (error) {
    return { ...facts, isReadOnly, state: 'failed', problem: writeProblem(describeProblem(error, location)), modelCount: 0 }
  }
}

/** Says why the registry in `location` cannot be opened or read, and what to do. */
export function describeProblem(error: unknown, location: string): Failure {
  if (error instanceof Failure) return error
  const known = describeSystemError(error, placeOf(error, `“${location}”`))
  return known ?? new Failure('INTERNAL', error instanceof Error ? error.message : String(error))
}

function writeProblem(problem: Failure | null): string | null {
  return problem && [problem.message, problem.remedy].filter(Boolean).join(' ')
}
