import { randomUUID } from 'node:crypto'
import type { ChangeLog, RegistryChange } from '../../sources/source.ts'
import { appendAudit } from '../../store/audit.ts'
import type { WritableDb } from '../../store/database.ts'
import { closeIntent, insertIntent } from '../../store/intents.ts'
import { listRenames, prepareRename, settleRename } from '../../store/renames.ts'
import { tryWriteStore, writeStore } from '../../store/transactions.ts'
import type { Actor } from '../deps.ts'
import { describeChanges } from './rules.ts'

export interface ChangeLogOptions {
  readonly store: WritableDb
  readonly registryId: string
  /** Whom the entries name; a function is asked inside the log's own transaction. */
  readonly actor: Actor | (() => Actor)
  now(): number
  newId?: (() => string) | undefined
  /** The actor's own words, kept in every entry. */
  readonly reason?: string | undefined
  /** Refuses a change by throwing; without it everything may be done. */
  readonly guard?: ((change: RegistryChange) => void) | undefined
  /** Hears that an outcome could not be written; the act itself stands and is reconciled at the next start. */
  readonly failed?: ((error: unknown) => void) | undefined
}

/** Gives the change log of one actor on one registry, for window, command line and service alike: entries and intents are on disk before the registry commits. */
export function createChangeLog(options: ChangeLogOptions): ChangeLog {
  const { store, now } = options
  return {
    guard: (change) => options.guard?.(change),
    begin: (changes) => {
      const intent = (options.newId ?? randomUUID)()
      tryWriteStore(store, () => writeIntent(options, intent, changes))
      return intent
    },
    finish: async (intent, outcome) => {
      // The registry has committed (or rolled back) by now: failing here would report the wrong thing.
      try {
        await writeStore(store, () => {
          closeIntent(store, intent, outcome, now())
          for (const rename of listRenames(store, intent)) settleRename(store, rename, outcome)
        })
      } catch (error) {
        options.failed?.(error)
      }
    }
  }
}

function writeIntent(options: ChangeLogOptions, intent: string, changes: readonly RegistryChange[]): void {
  const { store, registryId } = options
  const actor = typeof options.actor === 'function' ? options.actor() : options.actor
  const summaries = describeChanges(changes)
  const atMs = options.now()
  changes.forEach((change, index) => {
    const { action, model, version, versionCreatedMs, key, before, after } = change
    const object = { action, model, version, versionCreatedMs, key, before, after }
    const seq = appendAudit(store, {
      atMs,
      actor,
      registryId,
      ...object,
      reason: options.reason ?? '',
      summary: summaries[index] ?? action
    })
    insertIntent(store, intent, seq)
  })
  for (const rename of listRenames(store, intent)) prepareRename(store, rename)
}
