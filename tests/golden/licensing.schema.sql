CREATE TABLE seat_assignment (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  subject TEXT NOT NULL,
  assigned_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, subject)
);
CREATE TABLE seat_epoch (
  authority TEXT PRIMARY KEY,
  epoch BIGINT NOT NULL
);
CREATE TABLE seat_lease (
  lease_id TEXT PRIMARY KEY,
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  subject TEXT NOT NULL,
  session TEXT NOT NULL,
  device_key TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  epoch BIGINT NOT NULL,
  fence BIGINT NOT NULL,
  sequence BIGINT NOT NULL,
  ttl_s BIGINT NOT NULL,
  pooled BIGINT NOT NULL,
  state TEXT NOT NULL,
  since_ms BIGINT NOT NULL,
  renewed_at_ms BIGINT NOT NULL,
  ended_at_ms BIGINT
);
CREATE TABLE seat_license (
  license_id TEXT PRIMARY KEY,
  product TEXT NOT NULL,
  token TEXT NOT NULL,
  installed_at_ms BIGINT NOT NULL
);
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
CREATE TABLE seat_log_head (
  chain BIGINT PRIMARY KEY,
  number BIGINT NOT NULL,
  hash TEXT NOT NULL,
  seal TEXT NOT NULL
);
CREATE TABLE seat_pool (
  license_id TEXT PRIMARY KEY REFERENCES seat_license (license_id),
  cap BIGINT NOT NULL,
  overdraft_cap BIGINT NOT NULL DEFAULT 0,
  used BIGINT NOT NULL DEFAULT 0,
  fence BIGINT NOT NULL DEFAULT 0,
  CHECK (used >= 0 AND used <= cap + overdraft_cap)
);
CREATE TABLE seat_request (
  product TEXT NOT NULL,
  holder TEXT NOT NULL,
  asker TEXT NOT NULL,
  asked_at_ms BIGINT NOT NULL,
  PRIMARY KEY (product, holder, asker)
);
CREATE INDEX seat_lease_active ON seat_lease (session) WHERE state = 'active';
CREATE UNIQUE INDEX seat_lease_claim ON seat_lease (license_id, idempotency_key);
CREATE UNIQUE INDEX seat_lease_session ON seat_lease (license_id, session) WHERE state = 'active';
CREATE INDEX seat_license_product ON seat_license (product);
CREATE INDEX seat_log_time ON seat_log (at_ms);
