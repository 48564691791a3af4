import type { ReadableDb, WritableDb } from './database.ts'

/** A model's new name, as its audit entry tells it. */
export interface Rename {
  readonly registryId: string
  readonly from: string
  readonly to: string
  readonly atMs: number
}

/** Lists the renames that one intent began, in the order they were made. */
export function listRenames(db: ReadableDb, intent: string): readonly Rename[] {
  return db
    .prepare<[string], Rename>(
      `SELECT a.registry_id AS registryId, a.before AS "from", a.after AS "to", a.at_ms AS atMs
         FROM intents i JOIN audit a ON a.seq = i.audit_seq
        WHERE i.id = ? AND a.action = 'model.renamed' AND a.before IS NOT NULL AND a.after IS NOT NULL ORDER BY a.seq`
    )
    .all(intent)
}

/** Lets exactly the model's own policy hold under its new name too. Done before the registry commits, so that at no moment, a crash included, the model is without it. */
export function prepareRename(db: WritableDb, { registryId, from, to }: Rename): void {
  // A policy of a deleted model of that name must not bind, or free, the one that now takes the name.
  db.prepare<[string, string], unknown>('DELETE FROM policies WHERE registry_id = ? AND model = ?').run(registryId, to)
  db.prepare<[Record<string, string>], unknown>(
    `INSERT INTO policies (registry_id, model, approval_for, approvals_needed, may_self_approve, production_only_from_staging)
     SELECT registry_id, @to, approval_for, approvals_needed, may_self_approve, production_only_from_staging
       FROM policies WHERE registry_id = @registryId AND model = @from`
  ).run({ registryId, from, to })
}

/** Moves what we keep of a renamed model (policy, requests, predictions) to the new name, or takes the new name's policy back where the registry refused. Doing it again changes nothing. */
export function settleRename(db: WritableDb, rename: Rename, outcome: 'done' | 'failed'): void {
  const bindings = { ...rename, fromKey: rename.from.toLowerCase(), toKey: rename.to.toLowerCase() }
  const statements = outcome === 'done' ? movedByRename : undoneByFailure
  for (const sql of statements) db.prepare<[typeof bindings], unknown>(sql).run(bindings)
}

/** What was written after the rename belongs to another model that took the old name. */
const movedByRename = [
  'UPDATE OR IGNORE policies SET model = @to WHERE registry_id = @registryId AND model = @from',
  'DELETE FROM policies WHERE registry_id = @registryId AND model = @from',
  'UPDATE OR IGNORE requests SET model = @to WHERE registry_id = @registryId AND model = @from AND requested_ms <= @atMs',
  // The model's name is the first line of what words are searched in.
  `UPDATE predictions SET model = @to, search_text = @toKey || substr(search_text, length(@fromKey) + 1)
    WHERE registry_id = @registryId AND model = @from AND at_ms <= @atMs`
]

const undoneByFailure = [
  `DELETE FROM policies WHERE registry_id = @registryId AND model = @to
      AND EXISTS (SELECT 1 FROM policies old WHERE old.registry_id = @registryId AND old.model = @from)`
]
