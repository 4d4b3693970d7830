-- Released: never edit. Add the next number instead.

-- A plugin whose files were found changed. state: modified, restored.
CREATE TABLE plugin_integrity (
  plugin_id TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  file TEXT NOT NULL,
  since_ms BIGINT NOT NULL
);

-- Renewals somebody was told of: one row a licence and end.
CREATE TABLE plugin_license_notice (
  license_id TEXT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  task_id TEXT NOT NULL,
  told_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, expires_at_ms)
);
