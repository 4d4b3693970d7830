-- Released: never edit. Add the next number instead.

-- Every change of the ledger, hash-chained (licensing/README.md). One chain a process life
-- (its epoch), so that nodes on one database do not wait for each other. moved: what the
-- entry did to the seats held, +1, 0 or -1. count: how often it happened (refusals are
-- gathered). detail: JSON.
CREATE TABLE seat_log (
  chain BIGINT NOT NULL,
  number BIGINT NOT NULL,
  at_ms BIGINT NOT NULL,
  kind TEXT NOT NULL,
  license_id TEXT NOT NULL,
  lease_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  feature TEXT NOT NULL,
  moved BIGINT NOT NULL,
  count BIGINT NOT NULL,
  detail TEXT NOT NULL,
  hash TEXT NOT NULL,
  PRIMARY KEY (chain, number)
);
CREATE INDEX seat_log_time ON seat_log (at_ms);

-- The last entry of each chain; seal: HMAC under a key that is not in the database.
CREATE TABLE seat_log_head (
  chain BIGINT PRIMARY KEY,
  number BIGINT NOT NULL,
  hash TEXT NOT NULL,
  seal TEXT NOT NULL
);
