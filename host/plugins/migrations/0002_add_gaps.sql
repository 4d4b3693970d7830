-- Released: never edit. Add the next number instead.
-- What went on without a plugin that should have seen it.
CREATE TABLE plugin_gap (
  id TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  contribution TEXT NOT NULL,
  record_entity TEXT NOT NULL,
  record_id TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX plugin_gap_plugin ON plugin_gap (plugin_id, id);
