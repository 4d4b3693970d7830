-- Released: never edit. Add the next number instead.
-- The tables of records themselves are made from the entity definitions (host/store/record_tables.cpp).
CREATE TABLE account_user (
  id TEXT PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  disabled BIGINT NOT NULL DEFAULT 0,
  failures BIGINT NOT NULL DEFAULT 0,
  locked_until_ms BIGINT NOT NULL DEFAULT 0,
  preferences TEXT NOT NULL DEFAULT '{}'
);
CREATE TABLE account_role (
  name TEXT PRIMARY KEY,
  rights TEXT NOT NULL
);
CREATE TABLE account_user_role (
  user_id TEXT NOT NULL REFERENCES account_user (id),
  role TEXT NOT NULL REFERENCES account_role (name),
  PRIMARY KEY (user_id, role)
);
CREATE TABLE account_session (
  token_hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL REFERENCES account_user (id),
  created_at_ms BIGINT NOT NULL,
  seen_at_ms BIGINT NOT NULL
);
CREATE TABLE account_token (
  token_hash TEXT PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL REFERENCES account_user (id),
  name TEXT NOT NULL,
  scopes TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL
);
-- The last link of each chain. Updated first in every writing transaction, so that
-- sequence numbers are in order of commit.
CREATE TABLE chain_head (
  name TEXT PRIMARY KEY,
  sequence BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO chain_head (name, sequence, hash) VALUES ('audit', 0, '');
INSERT INTO chain_head (name, sequence, hash) VALUES ('outbox', 0, '');
CREATE TABLE audit_entry (
  sequence BIGINT PRIMARY KEY,
  at_ms BIGINT NOT NULL,
  actor_kind TEXT NOT NULL,
  actor TEXT NOT NULL,
  action TEXT NOT NULL,
  entity TEXT NOT NULL,
  record_id TEXT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL
);
CREATE INDEX audit_entry_record ON audit_entry (record_id);
CREATE TABLE outbox_event (
  sequence BIGINT PRIMARY KEY,
  id TEXT NOT NULL,
  name TEXT NOT NULL,
  occurred_at_ms BIGINT NOT NULL,
  payload TEXT NOT NULL,
  origin TEXT NOT NULL
);
CREATE TABLE outbox_reader (
  name TEXT PRIMARY KEY,
  sequence BIGINT NOT NULL
);
CREATE TABLE idempotency_key (
  principal TEXT NOT NULL,
  name TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  record_id TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  PRIMARY KEY (principal, name)
);
CREATE TABLE import_job (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  entity TEXT NOT NULL,
  options TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  created_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT,
  file_offset BIGINT NOT NULL DEFAULT 0,
  file_row BIGINT NOT NULL DEFAULT 0,
  rows_total BIGINT,
  rows_read BIGINT NOT NULL DEFAULT 0,
  created BIGINT NOT NULL DEFAULT 0,
  updated BIGINT NOT NULL DEFAULT 0,
  duplicate BIGINT NOT NULL DEFAULT 0,
  invalid BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  phones_normalised BIGINT NOT NULL DEFAULT 0,
  phones_flagged BIGINT NOT NULL DEFAULT 0,
  phones_as_entered BIGINT NOT NULL DEFAULT 0
);
CREATE TABLE import_row (
  import_id TEXT NOT NULL REFERENCES import_job (id),
  row_number BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL,
  record_id TEXT NOT NULL,
  PRIMARY KEY (import_id, row_number)
);
