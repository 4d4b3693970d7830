-- Released: never edit. Add the next number instead.
-- Settings of the company by name: service levels with their business hours. JSON.
CREATE TABLE company_setting (
  name TEXT PRIMARY KEY,
  body TEXT NOT NULL
);
-- What a user must hear also when no page was open: reminders, delegations, late cases.
CREATE TABLE user_notice (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  kind TEXT NOT NULL,
  entity TEXT NOT NULL,
  record_id TEXT NOT NULL,
  body TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  read_at_ms BIGINT
);
CREATE INDEX user_notice_user ON user_notice (user_id, id);
-- One change of many records, done in the background; after_id is how far it is.
CREATE TABLE bulk_job (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  entity TEXT NOT NULL,
  request TEXT NOT NULL,
  state TEXT NOT NULL,
  message TEXT NOT NULL DEFAULT '',
  created_at_ms BIGINT NOT NULL,
  finished_at_ms BIGINT,
  after_id TEXT NOT NULL DEFAULT '',
  until_id TEXT NOT NULL,
  total BIGINT NOT NULL,
  changed BIGINT NOT NULL DEFAULT 0,
  unchanged BIGINT NOT NULL DEFAULT 0,
  failed BIGINT NOT NULL DEFAULT 0,
  problems TEXT NOT NULL DEFAULT '[]'
);
