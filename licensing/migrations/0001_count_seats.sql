-- Released: never edit. Add the next number instead.

CREATE TABLE seat_epoch (
  authority TEXT PRIMARY KEY,
  epoch BIGINT NOT NULL
);

-- A licence document as it was signed. Verified again whenever it is read.
CREATE TABLE seat_license (
  license_id TEXT PRIMARY KEY,
  product TEXT NOT NULL,
  token TEXT NOT NULL,
  installed_at_ms BIGINT NOT NULL
);
CREATE INDEX seat_license_product ON seat_license (product);

-- One row a licence. `used` counts active concurrent leases or assigned named seats.
CREATE TABLE seat_pool (
  license_id TEXT PRIMARY KEY REFERENCES seat_license (license_id),
  cap BIGINT NOT NULL,
  overdraft_cap BIGINT NOT NULL DEFAULT 0,
  used BIGINT NOT NULL DEFAULT 0,
  fence BIGINT NOT NULL DEFAULT 0,
  CHECK (used >= 0 AND used <= cap + overdraft_cap)
);

-- state: active, released, expired. An ended row never becomes active again.
-- pooled: 1 when it counts in seat_pool.used, 0 under a named seat.
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
CREATE UNIQUE INDEX seat_lease_claim ON seat_lease (license_id, idempotency_key);
CREATE UNIQUE INDEX seat_lease_session ON seat_lease (license_id, session) WHERE state = 'active';
CREATE INDEX seat_lease_active ON seat_lease (session) WHERE state = 'active';

-- Named seats: who has one.
CREATE TABLE seat_assignment (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  subject TEXT NOT NULL,
  assigned_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, subject)
);

-- Somebody without a seat asked somebody with one.
CREATE TABLE seat_request (
  product TEXT NOT NULL,
  holder TEXT NOT NULL,
  asker TEXT NOT NULL,
  asked_at_ms BIGINT NOT NULL,
  PRIMARY KEY (product, holder, asker)
);
