-- Released: never edit. Add the next number instead.
CREATE TABLE plugin (
  id TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  manifest TEXT NOT NULL,
  library TEXT NOT NULL,
  library_sha256 TEXT NOT NULL,
  package_sha256 TEXT NOT NULL,
  enabled BIGINT NOT NULL,
  settings TEXT NOT NULL,
  installed_at_ms BIGINT NOT NULL
);
CREATE TABLE plugin_storage (
  plugin_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  subject TEXT,
  size_bytes BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  PRIMARY KEY (plugin_id, name)
);
CREATE INDEX plugin_storage_subject ON plugin_storage (subject);
CREATE TABLE plugin_secret (
  plugin_id TEXT NOT NULL,
  name TEXT NOT NULL,
  sealed TEXT NOT NULL,
  PRIMARY KEY (plugin_id, name)
);
CREATE TABLE plugin_job (
  id TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  job TEXT NOT NULL,
  run_at_ms BIGINT NOT NULL,
  payload TEXT NOT NULL,
  attempts BIGINT NOT NULL
);
CREATE INDEX plugin_job_run_at ON plugin_job (run_at_ms);
