-- Released: never edit. Add the next number instead.
-- What the company configured: kind is entity, field, pipeline or adjustment; body is JSON.
CREATE TABLE definition (
  kind TEXT NOT NULL,
  entity TEXT NOT NULL,
  name TEXT NOT NULL,
  body TEXT NOT NULL,
  place BIGINT NOT NULL,
  PRIMARY KEY (kind, entity, name)
);
-- Living records of each kind, kept in step by every change, so that a total costs one row.
CREATE TABLE record_count (
  entity TEXT PRIMARY KEY,
  living BIGINT NOT NULL
);
-- Where the records went that were merged into another one.
CREATE TABLE record_merge (
  entity TEXT NOT NULL,
  merged_id TEXT NOT NULL,
  into_id TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (entity, merged_id)
);
CREATE INDEX record_merge_into ON record_merge (entity, into_id);
