-- Released: never edit. Add the next number instead.
-- Folder of the version's files below DATA/plugins/ID; empty: named like the version.
ALTER TABLE plugin ADD COLUMN folder TEXT NOT NULL DEFAULT '';
-- sandbox, or in_process where the administrator trusts this plugin's vendor with the host.
ALTER TABLE plugin ADD COLUMN mode TEXT NOT NULL DEFAULT 'sandbox';
-- 0: not in quarantine.
ALTER TABLE plugin ADD COLUMN quarantined_at_ms BIGINT NOT NULL DEFAULT 0;
-- Crashes up to here are forgiven.
ALTER TABLE plugin ADD COLUMN released_at_ms BIGINT NOT NULL DEFAULT 0;
CREATE TABLE plugin_crash (
  id TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  version TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  cause TEXT NOT NULL,
  log TEXT NOT NULL
);
CREATE INDEX plugin_crash_plugin ON plugin_crash (plugin_id, at_ms);
-- The one version kept to go back to.
CREATE TABLE plugin_previous (
  plugin_id TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  manifest TEXT NOT NULL,
  library TEXT NOT NULL,
  library_sha256 TEXT NOT NULL,
  package_sha256 TEXT NOT NULL,
  installed_at_ms BIGINT NOT NULL,
  folder TEXT NOT NULL
);
-- What was begun with a plugin's versions and how it ended: begun, done or undone.
CREATE TABLE plugin_change (
  id TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  from_version TEXT NOT NULL,
  to_version TEXT NOT NULL,
  begun_at_ms BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL
);
CREATE INDEX plugin_change_plugin ON plugin_change (plugin_id, id);
