import type { ReadableDb, WritableDb } from './database.ts'

/** An act that was begun and whose outcome nobody wrote, with what its audit entry says. */
export interface OpenIntent {
  readonly id: string
  readonly seq: number
  readonly atMs: number
  readonly action: string
  readonly model: string
  readonly version: string | null
  readonly versionCreatedMs: number | null
  readonly key: string | null
  readonly before: string | null
  readonly after: string | null
}

/** Marks the audit entry as an act under way; several entries of one act share the id. */
export function insertIntent(db: WritableDb, id: string, auditSeq: number): void {
  db.prepare<[string, number], unknown>("INSERT INTO intents (id, audit_seq, state) VALUES (?, ?, 'open')").run(id, auditSeq)
}

/** Writes the outcome of an act. The actor's own word wins over what reconciling guessed while it was still at work. */
export function closeIntent(db: WritableDb, id: string, outcome: 'done' | 'failed', nowMs: number): void {
  db.prepare<[string, number, string], unknown>('UPDATE intents SET state = ?, closed_ms = ? WHERE id = ?').run(outcome, nowMs, id)
}

/** Writes what reading the registry showed about one entry, unless its outcome is known by now; whether it was not. */
export function reconcileIntent(db: WritableDb, auditSeq: number, outcome: 'done' | 'failed', nowMs: number): boolean {
  const statement = db.prepare<[string, number, number], unknown>(
    "UPDATE intents SET state = ?, closed_ms = ? WHERE audit_seq = ? AND state = 'open'"
  )
  return statement.run(outcome, nowMs, auditSeq).changes === 1
}

/** Lists acts of one registry that were begun before `beforeMs` and never closed, oldest first. */
export function listOpenIntents(db: ReadableDb, registryId: string, beforeMs: number): readonly OpenIntent[] {
  return db
    .prepare<[string, number], OpenIntent>(
      `SELECT i.id, a.seq, a.at_ms AS atMs, a.action, a.model, a.version, a.version_created_ms AS versionCreatedMs,
              a.object_key AS key, a.before, a.after
         FROM intents i JOIN audit a ON a.seq = i.audit_seq
        WHERE i.state = 'open' AND a.registry_id = ? AND a.at_ms < ? AND a.model IS NOT NULL ORDER BY a.seq`
    )
    .all(registryId, beforeMs)
}
