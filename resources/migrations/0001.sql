-- The application's own store. Times are integer milliseconds since the epoch; ids are text.
-- A version is named by (registry_id, model, version, version_created_ms): one made anew under the same number inherits nothing.
CREATE TABLE people (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE, -- the name in NFC and lower case: names are unique without regard to case
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT;

CREATE TABLE registries (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('embedded', 'sample', 'snapshot')),
  name TEXT NOT NULL,
  location TEXT NOT NULL,
  added_ms INTEGER NOT NULL,
  opened_ms INTEGER NOT NULL,
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1))
) STRICT;

CREATE TABLE policies (
  registry_id TEXT NOT NULL,
  model TEXT NOT NULL, -- '' is the registry's default
  approval_for TEXT NOT NULL, -- JSON list of stages
  approvals_needed INTEGER NOT NULL CHECK (approvals_needed >= 1),
  may_self_approve INTEGER NOT NULL CHECK (may_self_approve IN (0, 1)),
  production_only_from_staging INTEGER NOT NULL CHECK (production_only_from_staging IN (0, 1)),
  PRIMARY KEY (registry_id, model)
) STRICT, WITHOUT ROWID;

-- Append-only and hash-chained: hash = SHA-256(domain, prev_hash, length-prefixed fields). The head is read inside BEGIN IMMEDIATE.
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  mono_ms INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  origin TEXT NOT NULL,
  action TEXT NOT NULL,
  registry_id TEXT NOT NULL,
  model TEXT,
  version TEXT,
  version_created_ms INTEGER,
  object_key TEXT,
  before TEXT,
  after TEXT,
  reason TEXT NOT NULL,
  summary TEXT NOT NULL,
  prev_hash TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_registry ON audit (registry_id, seq);
CREATE INDEX audit_by_model ON audit (registry_id, model, version, seq);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

-- An act on a registry: written before it, closed after it; open ones are reconciled at start.
CREATE TABLE intents (
  id TEXT NOT NULL,
  audit_seq INTEGER NOT NULL REFERENCES audit (seq),
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'failed')),
  closed_ms INTEGER,
  PRIMARY KEY (audit_seq)
) STRICT;
CREATE INDEX intents_by_id ON intents (id);
CREATE INDEX intents_open ON intents (state) WHERE state = 'open';

CREATE TABLE requests (
  id TEXT PRIMARY KEY,
  registry_id TEXT NOT NULL,
  model TEXT NOT NULL,
  version TEXT NOT NULL,
  version_created_ms INTEGER NOT NULL,
  from_stage TEXT NOT NULL,
  to_stage TEXT NOT NULL CHECK (to_stage IN ('Staging', 'Production')),
  archive_existing INTEGER NOT NULL CHECK (archive_existing IN (0, 1)),
  reason TEXT NOT NULL,
  requested_by_id TEXT NOT NULL,
  requested_by TEXT NOT NULL,
  requested_ms INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'applied', 'failed', 'rejected', 'withdrawn', 'superseded')),
  approvals_needed INTEGER NOT NULL,
  may_self_approve INTEGER NOT NULL CHECK (may_self_approve IN (0, 1)),
  artifact_digest TEXT,
  incumbent TEXT,
  problem TEXT,
  closed_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX requests_one_open ON requests (registry_id, model, version, version_created_ms, to_stage)
  WHERE status IN ('pending', 'approved', 'failed');
CREATE INDEX requests_by_model ON requests (registry_id, model, requested_ms);

CREATE TABLE request_events (
  request_id TEXT NOT NULL REFERENCES requests (id),
  seq INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  actor_id TEXT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('requested', 'approved', 'rejected', 'withdrawn', 'applied', 'failed', 'retried', 'superseded')),
  note TEXT NOT NULL,
  PRIMARY KEY (request_id, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX one_approval_a_person ON request_events (request_id, actor_id) WHERE kind = 'approved';

CREATE TABLE consents (
  digest TEXT PRIMARY KEY, -- SHA-256 of the version's files
  person_id TEXT NOT NULL,
  person TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  registry_id TEXT NOT NULL,
  model TEXT NOT NULL,
  version TEXT NOT NULL
) STRICT;

CREATE TABLE predictions ( -- the long texts come last: lists and searches then read no overflow pages
  id TEXT PRIMARY KEY,
  seq INTEGER NOT NULL UNIQUE,
  registry_id TEXT NOT NULL,
  model TEXT NOT NULL,
  version TEXT NOT NULL,
  version_created_ms INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  person TEXT NOT NULL,
  body_kind TEXT NOT NULL CHECK (body_kind IN ('records', 'json', 'csv')),
  rows INTEGER NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('ok', 'failed', 'cancelled')),
  duration_ms REAL,
  load_ms REAL,
  artifact_digest TEXT,
  input_summary TEXT NOT NULL,
  output_summary TEXT NOT NULL,
  problem TEXT,
  search_text TEXT NOT NULL, -- lower-cased words of model, version, person, status, problem and the beginnings of input and output
  warnings TEXT NOT NULL, -- JSON list
  params TEXT NOT NULL,
  input TEXT NOT NULL, -- exactly as sent: records as JSON, the JSON tab's text, or the CSV file's text
  output TEXT,
  output_table TEXT -- JSON {columns, rows}
) STRICT;
CREATE INDEX predictions_by_model ON predictions (registry_id, model, seq);

CREATE TABLE foreign_history ( -- approvals and audit rows that came inside a snapshot: shown, never counted as our own
  registry_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('audit', 'request', 'request_event')),
  seq INTEGER NOT NULL,
  row TEXT NOT NULL,
  PRIMARY KEY (registry_id, kind, seq)
) STRICT, WITHOUT ROWID;
