-- Pages of a long history are read off an index in the order they are shown.
CREATE INDEX predictions_by_registry ON predictions (registry_id, seq);

-- Foreign history stays the JSON that came; what it is ordered and found by stands beside it.
CREATE TABLE foreign_history_2 (
  registry_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('audit', 'request', 'request_event')),
  seq INTEGER NOT NULL,
  at_ms INTEGER, -- null where the row is no JSON: such a row is never shown
  model TEXT,
  request_id TEXT, -- of the request, or of the one that the event belongs to
  row TEXT NOT NULL,
  PRIMARY KEY (registry_id, kind, seq)
) STRICT, WITHOUT ROWID;
INSERT INTO foreign_history_2 SELECT registry_id, kind, seq,
    CASE WHEN json_valid(row) THEN CAST(coalesce(row ->> 'at_ms', row ->> 'requested_ms', 0) AS INTEGER) END,
    CASE WHEN json_valid(row) THEN CAST(row ->> 'model' AS TEXT) END,
    CASE WHEN json_valid(row) AND kind <> 'audit' THEN CAST(coalesce(row ->> 'request_id', row ->> 'id') AS TEXT) END,
    row
  FROM foreign_history;
DROP TABLE foreign_history;
ALTER TABLE foreign_history_2 RENAME TO foreign_history;
CREATE INDEX foreign_by_time ON foreign_history (registry_id, kind, at_ms DESC, seq, model);
CREATE INDEX foreign_by_request ON foreign_history (registry_id, kind, request_id, seq) WHERE request_id IS NOT NULL;
CREATE INDEX audit_by_time ON audit (registry_id, at_ms, seq);
