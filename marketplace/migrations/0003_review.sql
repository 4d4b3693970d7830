-- Released: never edit. Add the next number instead.

ALTER TABLE upload ADD COLUMN checks TEXT NOT NULL DEFAULT '[]';

ALTER TABLE upload ADD COLUMN checked_at_ms BIGINT NOT NULL DEFAULT 0;

CREATE TABLE review_event (
  event_id TEXT NOT NULL PRIMARY KEY,
  operation_id TEXT NOT NULL REFERENCES upload (operation_id),
  at_ms BIGINT NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('received', 'checked', 'failed', 'decided', 'attested', 'appealed', 'answered')),
  detail TEXT NOT NULL
);

CREATE INDEX review_event_by_upload ON review_event (operation_id, event_id);

CREATE TABLE appeal (
  operation_id TEXT NOT NULL PRIMARY KEY REFERENCES upload (operation_id),
  reasoning TEXT NOT NULL,
  appealed_at_ms BIGINT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('', 'upheld', 'overturned')),
  answer TEXT NOT NULL,
  answered_at_ms BIGINT NOT NULL
);

CREATE TABLE review_attestation (
  sha256 TEXT NOT NULL PRIMARY KEY,
  operation_id TEXT NOT NULL REFERENCES upload (operation_id),
  envelope TEXT NOT NULL,
  attested_at_ms BIGINT NOT NULL
);
