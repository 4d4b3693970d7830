-- Released: never edit. Add the next number instead.
-- Who was erased, and keyed hashes of what they were known by: they must not be written back.
CREATE TABLE erased_person (
  person_id TEXT PRIMARY KEY,
  erasure_id TEXT NOT NULL,
  erased_at_ms BIGINT NOT NULL
);
CREATE TABLE erased_mark (
  mark TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  erased_at_ms BIGINT NOT NULL
);
-- One erasure from the wish to its receipt: asked, held, committing, done or cancelled.
CREATE TABLE erasure (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  asked_by TEXT NOT NULL,
  asked_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT,
  next_at_ms BIGINT NOT NULL,
  attempts BIGINT NOT NULL DEFAULT 0,
  holds TEXT NOT NULL DEFAULT '[]',
  plugins TEXT NOT NULL DEFAULT '[]',
  receipt TEXT NOT NULL DEFAULT ''
);
CREATE INDEX erasure_person ON erasure (person_id);
CREATE INDEX erasure_next ON erasure (state, next_at_ms);
-- Plugins that are gone and left a folder of their own: told when they come back.
CREATE TABLE erasure_debt (
  plugin_id TEXT NOT NULL,
  person_id TEXT NOT NULL,
  since_ms BIGINT NOT NULL,
  PRIMARY KEY (plugin_id, person_id)
);
-- Why a person may not be erased yet.
CREATE TABLE person_hold (
  id TEXT PRIMARY KEY,
  person_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  until_ms BIGINT,
  set_by TEXT NOT NULL,
  set_at_ms BIGINT NOT NULL,
  lifted_at_ms BIGINT
);
CREATE INDEX person_hold_person ON person_hold (person_id);
-- One run of one retention rule; after_id is how far it is.
CREATE TABLE retention_run (
  id TEXT PRIMARY KEY,
  rule TEXT NOT NULL,
  body TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  asked_by TEXT NOT NULL,
  begun_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT,
  before_ms BIGINT NOT NULL,
  after_id TEXT NOT NULL DEFAULT '',
  done BIGINT NOT NULL DEFAULT 0,
  kept BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX retention_run_rule ON retention_run (rule, begun_at_ms);
-- Backups hold each person's rows sealed with a key of the person's own. This table is in no
-- backup (host/backup/README.md).
CREATE TABLE person_key (
  person_id TEXT PRIMARY KEY,
  person_key TEXT NOT NULL,
  made_at_ms BIGINT NOT NULL
);
