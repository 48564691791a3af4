import { type AuditEntry, appendAudit } from './audit.ts'
import type { WritableDb } from './database.ts'
import { deletePolicy } from './policies.ts'
import { insertRequestEvent } from './request-events.ts'
import { listOpenRequests, moveRequest } from './requests.ts'

export interface Superseding {
  readonly registryId: string
  readonly model: string
  /** Null: all versions of the model. */
  readonly version: string | null
  /** Null: requests for any stage. */
  readonly toStage: string | null
  readonly actor: AuditEntry['actor']
  readonly atMs: number
  /** What made the requests pointless, e.g. `v7 was deleted`. */
  readonly note: string
}

/** Forgets what was decided about a deleted version, or (null) a deleted model with its policy, so that one made anew inherits nothing; gives how many requests it closed. */
export function forgetDeleted(db: WritableDb, deleted: Omit<Superseding, 'toStage' | 'note'>): number {
  if (deleted.version === null) deletePolicy(db, deleted.registryId, deleted.model)
  const what = deleted.version === null ? 'the model' : `v${deleted.version}`
  return supersedeRequests(db, { ...deleted, toStage: null, note: `${what} was deleted` })
}

/** Ends open requests that an act made pointless, with a line in their timelines and the log; gives how many. */
export function supersedeRequests(db: WritableDb, input: Superseding): number {
  const open = listOpenRequests(db, input.registryId, input.model).filter(
    (request) =>
      (input.version === null || request.version === input.version) && (input.toStage === null || request.toStage === input.toStage)
  )
  for (const request of open) {
    // An approved one is being carried out at this moment: its own outcome is awaited.
    if (!moveRequest(db, { id: request.id, from: ['pending', 'failed'], to: 'superseded', closedMs: input.atMs })) continue
    insertRequestEvent(db, request.id, {
      atMs: input.atMs,
      actorId: input.actor.id,
      actor: input.actor.name,
      kind: 'superseded',
      note: input.note
    })
    appendAudit(db, {
      atMs: input.atMs,
      actor: input.actor,
      action: 'request.superseded',
      registryId: request.registryId,
      model: request.model,
      version: request.version,
      versionCreatedMs: request.versionCreatedMs,
      key: request.id,
      summary: `closed the request to move v${request.version} to ${request.toStage}: ${input.note}`
    })
  }
  return open.length
}
