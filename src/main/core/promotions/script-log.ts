import type { ChangeLog, RegistryChange } from '../../sources/source.ts'
import type { WritableDb } from '../../store/database.ts'
import { forgetDeleted, supersedeRequests } from '../../store/supersede.ts'
import { writeStore } from '../../store/transactions.ts'
import { type ChangeLogOptions, createChangeLog } from '../activity/change-log.ts'
import type { Actor } from '../deps.ts'
import { throwIfRefused } from '../refusal.ts'
import { readPolicy } from './gather.ts'
import { mayMoveByScript } from './rules.ts'

export type ScriptLogOptions = Omit<ChangeLogOptions, 'actor' | 'guard' | 'reason'> & {
  /** The person behind a user name; null is the owner of this computer's session. */
  actorOf(user: string | null): Actor
}

/** Gives the change log of each user of the service. A policy that asks for approval binds scripts too, and requests that their acts make pointless are closed. */
export function createScriptLogs(options: ScriptLogOptions): (user: string | null) => ChangeLog {
  const { store, registryId, failed } = options
  /** Of the acts under way, what may make a request pointless. */
  const begun = new Map<string, readonly RegistryChange[]>()
  const guard = (change: RegistryChange) => {
    if (change.action === 'stage.changed') throwIfRefused(mayMoveByScript(change, readPolicy(store, registryId, change.model)))
  }
  return (user) => {
    const actor = () => options.actorOf(user)
    const log = createChangeLog({ ...options, actor, guard })
    return {
      guard: (change) => log.guard(change),
      begin: (changes) => {
        const intent = log.begin(changes)
        const ends = changes.filter(isEnd)
        if (ends.length > 0) begun.set(intent, ends)
        return intent
      },
      finish: async (intent, outcome) => {
        await log.finish(intent, outcome)
        const ends = begun.get(intent)
        begun.delete(intent)
        if (!ends || outcome === 'failed') return
        // The registry has committed: what cannot be written now is told to the log, not to the script.
        await writeStore(store, () => closePointless(store, options, ends, actor())).catch(failed)
      }
    }
  }
}

function isEnd(change: RegistryChange): boolean {
  return change.action === 'model.deleted' || change.action === 'version.deleted' || change.action === 'stage.changed'
}

function closePointless(store: WritableDb, { registryId, now }: ScriptLogOptions, changes: readonly RegistryChange[], actor: Actor): void {
  for (const { action, model, version, after } of changes) {
    const of = { registryId, model, actor, atMs: now() }
    if (action === 'model.deleted' || action === 'version.deleted') forgetDeleted(store, { ...of, version })
    if (action === 'stage.changed')
      supersedeRequests(store, { ...of, version, toStage: after, note: `${actor.name} moved v${version} to ${after} by a script` })
  }
}
