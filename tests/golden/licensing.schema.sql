CREATE TABLE seat_activation (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  device_key TEXT NOT NULL,
  host_id TEXT NOT NULL,
  nonce TEXT NOT NULL,
  activated_at_ms BIGINT NOT NULL,
  returned_at_ms BIGINT,
  PRIMARY KEY (license_id, device_key)
);
CREATE TABLE seat_assignment (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  subject TEXT NOT NULL,
  assigned_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, subject)
);
CREATE TABLE seat_binding (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  subject TEXT NOT NULL,
  device_key TEXT NOT NULL,
  bound_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, subject)
);
CREATE TABLE seat_check_in (
  device_key TEXT PRIMARY KEY,
  counter BIGINT NOT NULL,
  nonce TEXT NOT NULL,
  forked_at_ms BIGINT
);
CREATE TABLE seat_epoch (
  authority TEXT PRIMARY KEY,
  epoch BIGINT NOT NULL
);
CREATE TABLE seat_group (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  name TEXT NOT NULL,
  reserved BIGINT NOT NULL,
  cap BIGINT NOT NULL,
  used BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (license_id, name)
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
, held BIGINT NOT NULL DEFAULT 0, member_of TEXT NOT NULL DEFAULT '', feature TEXT NOT NULL DEFAULT '', until_ms BIGINT);
CREATE TABLE seat_license (
  license_id TEXT PRIMARY KEY,
  product TEXT NOT NULL,
  token TEXT NOT NULL,
  installed_at_ms BIGINT NOT NULL
, revoked_at_ms BIGINT, revoked_reason TEXT NOT NULL DEFAULT '');
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
CREATE TABLE seat_move (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE TABLE seat_pool (
  license_id TEXT PRIMARY KEY REFERENCES seat_license (license_id),
  cap BIGINT NOT NULL,
  overdraft_cap BIGINT NOT NULL DEFAULT 0,
  used BIGINT NOT NULL DEFAULT 0,
  fence BIGINT NOT NULL DEFAULT 0, cap_wanted BIGINT NOT NULL DEFAULT 0, waiting BIGINT NOT NULL DEFAULT 0, reserved_free BIGINT NOT NULL DEFAULT 0, borrowed BIGINT NOT NULL DEFAULT 0, tickets BIGINT NOT NULL DEFAULT 0,
  CHECK (used >= 0 AND used <= cap + overdraft_cap)
);
CREATE TABLE seat_request (
  product TEXT NOT NULL,
  holder TEXT NOT NULL,
  asker TEXT NOT NULL,
  asked_at_ms BIGINT NOT NULL,
  PRIMARY KEY (product, holder, asker)
);
CREATE TABLE seat_revocations (
  company_id TEXT PRIMARY KEY,
  sequence BIGINT NOT NULL,
  token TEXT NOT NULL,
  taken_at_ms BIGINT NOT NULL
);
CREATE TABLE seat_time (
  authority TEXT PRIMARY KEY,
  high_water_ms BIGINT NOT NULL,
  behind_since_ms BIGINT
);
CREATE TABLE seat_vacancy (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  subject TEXT NOT NULL,
  vacated_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, subject)
);
CREATE TABLE seat_waiting (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  session TEXT NOT NULL,
  subject TEXT NOT NULL,
  ticket BIGINT NOT NULL,
  beat BIGINT NOT NULL,
  since_ms BIGINT NOT NULL, device_key TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (license_id, session)
);
CREATE INDEX seat_lease_after ON seat_lease (lease_id)
  WHERE held = 1 AND ended_at_ms IS NOT NULL;
CREATE UNIQUE INDEX seat_lease_claim ON seat_lease (license_id, idempotency_key);
CREATE INDEX seat_lease_ended ON seat_lease (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX seat_lease_since ON seat_lease (license_id, since_ms) WHERE ended_at_ms IS NULL;
CREATE UNIQUE INDEX seat_lease_sitting ON seat_lease (session, license_id)
  WHERE ended_at_ms IS NULL;
CREATE UNIQUE INDEX seat_lease_travel ON seat_lease (license_id, device_key)
  WHERE state = 'borrowed';
CREATE INDEX seat_license_product ON seat_license (product);
CREATE INDEX seat_log_time ON seat_log (at_ms);
CREATE INDEX seat_move_license ON seat_move (license_id, what, at_ms);
CREATE UNIQUE INDEX seat_waiting_ticket ON seat_waiting (license_id, ticket);
