-- Pages of a long history are read off an index in the order they are shown.
CREATE INDEX predictions_by_registry ON predictions (registry_id, seq);
