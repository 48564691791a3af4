import type { RequestEvent } from '../../preload/contract/promotions.ts'
import type { ReadableDb, WritableDb } from './database.ts'

export interface StoredRequestEvent extends RequestEvent {
  readonly actorId: string
}

/** Adds one line to a request's timeline. The unique index refuses a second approval by the same person. */
export function insertRequestEvent(db: WritableDb, requestId: string, event: StoredRequestEvent): void {
  db.prepare<[Record<string, unknown>], unknown>(
    `INSERT INTO request_events (request_id, seq, at_ms, actor_id, actor, kind, note)
     VALUES (@requestId, (SELECT coalesce(max(seq), 0) + 1 FROM request_events WHERE request_id = @requestId), @atMs, @actorId, @actor, @kind, @note)`
  ).run({ ...event, requestId })
}

/** Lists a request's timeline, oldest first. */
export function listRequestEvents(db: ReadableDb, requestId: string): readonly StoredRequestEvent[] {
  return db
    .prepare<[string], StoredRequestEvent>(
      'SELECT at_ms AS atMs, actor_id AS actorId, actor, kind, note FROM request_events WHERE request_id = ? ORDER BY seq'
    )
    .all(requestId)
}

/** Gives the ids of the pending requests that this person has approved already. */
export function findApprovedBy(db: ReadableDb, personId: string): ReadonlySet<string> {
  const rows = db
    .prepare<[string], { id: string }>(
      `SELECT e.request_id AS id FROM requests r JOIN request_events e ON e.request_id = r.id
        WHERE r.status = 'pending' AND e.kind = 'approved' AND e.actor_id = ?`
    )
    .all(personId)
  return new Set(rows.map((row) => row.id))
}
