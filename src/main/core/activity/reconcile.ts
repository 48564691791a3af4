import { Failure } from '../../../preload/contract/reply.ts'
import type { RegistryChange, Source } from '../../sources/source.ts'
import type { WritableDb } from '../../store/database.ts'
import { listOpenIntents, type OpenIntent, reconcileIntent } from '../../store/intents.ts'
import { settleRename } from '../../store/renames.ts'
import { writeStore } from '../../store/transactions.ts'
import { graceMs, hasHappened, type ObservedState } from './rules.ts'

export interface ReconcileOptions {
  readonly store: WritableDb
  readonly registryId: string
  readonly source: Source
  now(): number
}

/** Closes acts that an earlier process began and never finished, by reading the registry: done when it holds the after-value, else failed. Gives how many were closed. */
export async function reconcileIntents(options: ReconcileOptions): Promise<number> {
  const open = listOpenIntents(options.store, options.registryId, options.now() - graceMs)
  for (const intent of open) {
    const change = toChange(intent)
    const outcome = hasHappened(change, await observe(options.source, change)) ? 'done' : 'failed'
    await writeStore(options.store, () => closeReconciled(options, intent, outcome))
  }
  return open.length
}

function closeReconciled({ store, registryId, now }: ReconcileOptions, intent: OpenIntent, outcome: 'done' | 'failed'): void {
  if (!reconcileIntent(store, intent.seq, outcome, now())) return
  const { action, before, after, atMs } = intent
  if (action === 'model.renamed' && before !== null && after !== null)
    settleRename(store, { registryId, from: before, to: after, atMs }, outcome)
}

function toChange(intent: OpenIntent): RegistryChange {
  const { model, version, versionCreatedMs, key, before, after } = intent
  const action = intent.action as RegistryChange['action']
  return { action, model: action === 'model.renamed' ? (before ?? model) : model, version, versionCreatedMs, key, before, after }
}

async function observe(source: Source, change: RegistryChange): Promise<ObservedState> {
  const model = await orNull(source.getModel(change.model))
  const version = change.version === null ? null : await orNull(source.getVersion(change.model, change.version))
  return { model, version }
}

async function orNull<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof Failure && error.code === 'NOT_FOUND') return null
    throw error
  }
}
