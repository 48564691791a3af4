/** greenroom.db inside a snapshot, format 1: what Greenroom itself knows about the chosen models, and where each artifact's bytes are. Columns are those of our own store. */
export const historySchema = `
CREATE TABLE artifact_files (
  path TEXT PRIMARY KEY,
  sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
  size INTEGER NOT NULL CHECK (size >= 0)
) STRICT, WITHOUT ROWID;
CREATE TABLE policies (
  registry_id TEXT NOT NULL, model TEXT NOT NULL, approval_for TEXT NOT NULL, approvals_needed INTEGER NOT NULL,
  may_self_approve INTEGER NOT NULL, production_only_from_staging INTEGER NOT NULL,
  PRIMARY KEY (registry_id, model)
) STRICT, WITHOUT ROWID;
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, mono_ms INTEGER NOT NULL, actor_id TEXT NOT NULL, actor TEXT NOT NULL, origin TEXT NOT NULL,
  action TEXT NOT NULL, registry_id TEXT NOT NULL, model TEXT, version TEXT, version_created_ms INTEGER, object_key TEXT, before TEXT, after TEXT,
  reason TEXT NOT NULL, summary TEXT NOT NULL, prev_hash TEXT NOT NULL, hash TEXT NOT NULL
) STRICT;
CREATE TABLE intents (
  id TEXT NOT NULL, audit_seq INTEGER PRIMARY KEY, state TEXT NOT NULL, closed_ms INTEGER
) STRICT;
CREATE TABLE requests (
  id TEXT PRIMARY KEY, registry_id TEXT NOT NULL, model TEXT NOT NULL, version TEXT NOT NULL, version_created_ms INTEGER NOT NULL,
  from_stage TEXT NOT NULL, to_stage TEXT NOT NULL, archive_existing INTEGER NOT NULL, reason TEXT NOT NULL, requested_by_id TEXT NOT NULL,
  requested_by TEXT NOT NULL, requested_ms INTEGER NOT NULL, status TEXT NOT NULL, approvals_needed INTEGER NOT NULL, may_self_approve INTEGER NOT NULL,
  artifact_digest TEXT, incumbent TEXT, problem TEXT, closed_ms INTEGER
) STRICT;
CREATE TABLE request_events (
  request_id TEXT NOT NULL, seq INTEGER NOT NULL, at_ms INTEGER NOT NULL, actor_id TEXT NOT NULL, actor TEXT NOT NULL, kind TEXT NOT NULL,
  note TEXT NOT NULL,
  PRIMARY KEY (request_id, seq)
) STRICT, WITHOUT ROWID;
CREATE TABLE predictions (
  id TEXT PRIMARY KEY, seq INTEGER NOT NULL, registry_id TEXT NOT NULL, model TEXT NOT NULL, version TEXT NOT NULL, version_created_ms INTEGER NOT NULL,
  at_ms INTEGER NOT NULL, person TEXT NOT NULL, body_kind TEXT NOT NULL, rows INTEGER NOT NULL, status TEXT NOT NULL, duration_ms REAL, load_ms REAL,
  artifact_digest TEXT, input_summary TEXT NOT NULL, output_summary TEXT NOT NULL, problem TEXT, warnings TEXT NOT NULL, params TEXT NOT NULL,
  input TEXT NOT NULL, output TEXT, output_table TEXT
) STRICT;
CREATE TABLE foreign_history (
  registry_id TEXT NOT NULL, kind TEXT NOT NULL, seq INTEGER NOT NULL, row TEXT NOT NULL,
  PRIMARY KEY (registry_id, kind, seq)
) STRICT, WITHOUT ROWID;
`
/** "GRsn" */
export const historyApplicationId = 0x4752736e
export const historyVersion = 1

/** Tables of our store that travel, with the condition that picks the rows of one registry (`:registry`) and of the chosen models (`:models`, a JSON list; `:whole` is '1' for all). */
export const historyTables: readonly { readonly table: string; readonly where: string; readonly isPrivate?: boolean }[] = [
  { table: 'policies', where: ofModels('model') },
  { table: 'audit', where: ofModels('model') },
  { table: 'intents', where: `audit_seq IN (SELECT seq FROM audit WHERE ${ofModels('model')})` },
  { table: 'requests', where: ofModels('model') },
  { table: 'request_events', where: `request_id IN (SELECT id FROM requests WHERE ${ofModels('model')})` },
  { table: 'predictions', where: ofModels('model'), isPrivate: true },
  { table: 'foreign_history', where: ofModels("row ->> 'model'") }
]

function ofModels(column: string): string {
  return `registry_id = :registry AND (:whole = '1' OR ${column} IN (SELECT value FROM json_each(:models)))`
}
