-- Released: never edit. Add the next number instead.
-- The company's install policy as its administrator signed it; one row at most.
CREATE TABLE install_policy (
  id BIGINT PRIMARY KEY,
  serial BIGINT NOT NULL,
  envelope TEXT NOT NULL,
  accepted_key TEXT NOT NULL,
  put_by TEXT NOT NULL,
  put_at_ms BIGINT NOT NULL
);
-- Wishes of those who may manage plugins and may not approve them.
CREATE TABLE install_request (
  id TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  version TEXT NOT NULL,
  package_sha256 TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at_ms BIGINT NOT NULL,
  state TEXT NOT NULL,
  decided_by TEXT NOT NULL,
  decided_at_ms BIGINT NOT NULL
);
CREATE INDEX install_request_state ON install_request (state, id);
-- What the last look for updates by policy found for a plugin.
CREATE TABLE plugin_update (
  plugin_id TEXT PRIMARY KEY,
  from_version TEXT NOT NULL,
  to_version TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  checked_at_ms BIGINT NOT NULL
);
-- Installed copies that the market's off-line role switched off.
CREATE TABLE plugin_kill (
  plugin_id TEXT PRIMARY KEY,
  version TEXT NOT NULL,
  reason TEXT NOT NULL,
  advisory TEXT NOT NULL,
  killed_at TEXT NOT NULL,
  seen_at_ms BIGINT NOT NULL
);
-- What stood behind an installed package, and whom it was believed by.
CREATE TABLE plugin_evidence (
  package_sha256 TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  target TEXT NOT NULL,
  length BIGINT NOT NULL,
  log_keys TEXT NOT NULL,
  review_keys TEXT NOT NULL,
  logged_at_ms BIGINT NOT NULL,
  review TEXT NOT NULL
);
CREATE INDEX plugin_evidence_plugin ON plugin_evidence (plugin_id);
