import type { RegistryChange, Source, WriteContext } from '../sources/source.ts'
import { anchorChain } from './activity/anchor.ts'
import { createChangeLog } from './activity/change-log.ts'
import type { CallContext, Deps } from './deps.ts'

export type WritingDeps = Pick<Deps, 'home' | 'store' | 'reader' | 'registries' | 'now' | 'newId' | 'emit' | 'failed'>

export interface WriteOptions {
  readonly reason?: string
  /** Refuses a change by throwing; asked inside the registry's transaction, so nothing can change in between. */
  readonly guard?: (change: RegistryChange) => void
}

/** Runs one act on a registry on behalf of the caller: intent and audit before, outcome after, then tells open pages. */
export async function actOnRegistry<T>(
  deps: WritingDeps,
  registryId: string,
  context: Pick<CallContext, 'actor'>,
  act: (source: Source, write: WriteContext) => Promise<T>,
  options: WriteOptions = {}
): Promise<T> {
  const source = deps.registries.source(registryId)
  const log = createChangeLog({
    store: deps.store,
    registryId,
    actor: context.actor,
    now: deps.now,
    newId: deps.newId,
    failed: (error) => deps.failed('writing down an outcome', error),
    ...options
  })
  try {
    return await act(source, { log })
  } finally {
    // After a failure too: the log then has an entry that says so.
    announceActivity(deps)
    deps.emit('registry.changed', { registryId })
  }
}

/** Tells open pages that the log grew, and remembers its head outside the database. */
export function announceActivity(deps: Pick<Deps, 'home' | 'store' | 'emit' | 'failed'>): void {
  deps.emit('activity.changed', {})
  try {
    anchorChain(deps)
  } catch (error) {
    // The act is done and written down; the anchor catches up with the next one.
    deps.failed('remembering the head of the log', error)
  }
}
