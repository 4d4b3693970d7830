-- Released: never edit. Add the next number instead.

-- The database was put back from a backup: each node that starts is careful until one of them has
-- been so for the longest lease time.
CREATE TABLE seats_restored (
  authority TEXT PRIMARY KEY,
  restored_at_ms BIGINT NOT NULL
);
