-- Released: never edit. Add the next number instead.
CREATE TABLE plugin_file (
  id TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  name TEXT NOT NULL,
  content_type TEXT NOT NULL,
  record_entity TEXT NOT NULL,
  record_id TEXT NOT NULL,
  subject TEXT,
  size_bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL
);
CREATE INDEX plugin_file_plugin ON plugin_file (plugin_id);
CREATE INDEX plugin_file_record ON plugin_file (record_id);
CREATE INDEX plugin_file_subject ON plugin_file (subject);
CREATE TABLE message_permit (
  id TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  person TEXT NOT NULL,
  channel TEXT NOT NULL,
  purpose TEXT NOT NULL,
  address TEXT NOT NULL,
  expires_at_ms BIGINT NOT NULL
);
CREATE INDEX message_permit_person ON message_permit (person);
CREATE TABLE plugin_mail (
  id TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  own_key TEXT,
  person TEXT NOT NULL,
  address TEXT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL,
  attempts BIGINT NOT NULL,
  next_at_ms BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX plugin_mail_own_key ON plugin_mail (plugin_id, own_key);
CREATE INDEX plugin_mail_next ON plugin_mail (state, next_at_ms);
CREATE INDEX plugin_mail_person ON plugin_mail (person);
