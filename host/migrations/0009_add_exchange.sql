-- Released: never edit. Add the next number instead.
ALTER TABLE import_job ADD COLUMN undone BIGINT NOT NULL DEFAULT 0;
ALTER TABLE import_job ADD COLUMN kept BIGINT NOT NULL DEFAULT 0;
-- Up to where an undo came, downwards through import_change and then import_row.
ALTER TABLE import_job ADD COLUMN undo_change BIGINT;
ALTER TABLE import_job ADD COLUMN undo_row BIGINT;
-- What an import did beside creating the record of a row: changes is {"field": [before, after]}
-- of a record that was there, or null for one made on the way, as an organisation is.
CREATE TABLE import_change (
  import_id TEXT NOT NULL REFERENCES import_job (id),
  sequence BIGINT NOT NULL,
  entity TEXT NOT NULL,
  record_id TEXT NOT NULL,
  version BIGINT NOT NULL,
  changes TEXT,
  PRIMARY KEY (import_id, sequence)
);
CREATE INDEX import_change_record ON import_change (import_id, record_id);
-- Records an undo left as they were, and why.
CREATE TABLE import_kept (
  import_id TEXT NOT NULL REFERENCES import_job (id),
  sequence BIGINT NOT NULL,
  entity TEXT NOT NULL,
  record_id TEXT NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (import_id, sequence)
);
-- Keys of the rows a dry run has seen, since it leaves no records to match against.
CREATE TABLE import_key (
  import_id TEXT NOT NULL REFERENCES import_job (id),
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  PRIMARY KEY (import_id, name)
);
-- Which column goes to which field, as chosen for files of one source before.
CREATE TABLE import_mapping (
  entity TEXT NOT NULL,
  source TEXT NOT NULL,
  columns_hash TEXT NOT NULL,
  mapping TEXT NOT NULL,
  saved_by TEXT NOT NULL,
  saved_at_ms BIGINT NOT NULL,
  PRIMARY KEY (entity, source)
);
CREATE INDEX import_mapping_columns ON import_mapping (entity, columns_hash);
CREATE TABLE export_job (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  entity TEXT NOT NULL,
  request TEXT NOT NULL,
  format TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  created_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT,
  total BIGINT NOT NULL DEFAULT 0,
  written BIGINT NOT NULL DEFAULT 0,
  bytes BIGINT NOT NULL DEFAULT 0
);
