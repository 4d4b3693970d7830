-- Released: never edit. Add the next number instead.

ALTER TABLE seat_license ADD COLUMN revoked_at_ms BIGINT;
ALTER TABLE seat_license ADD COLUMN revoked_reason TEXT NOT NULL DEFAULT '';

-- cap_wanted: a smaller order; the cap falls to it as seats come free.
-- waiting: rows of seat_waiting. reserved_free: reserved for groups and not in use.
-- borrowed: seats on travel, written-off ones included.
ALTER TABLE seat_pool ADD COLUMN cap_wanted BIGINT NOT NULL DEFAULT 0;
ALTER TABLE seat_pool ADD COLUMN waiting BIGINT NOT NULL DEFAULT 0;
ALTER TABLE seat_pool ADD COLUMN reserved_free BIGINT NOT NULL DEFAULT 0;
ALTER TABLE seat_pool ADD COLUMN borrowed BIGINT NOT NULL DEFAULT 0;
ALTER TABLE seat_pool ADD COLUMN tickets BIGINT NOT NULL DEFAULT 0;
UPDATE seat_pool SET cap_wanted = cap;

-- state: also suspect, lingering, borrowed, returned, borrow_expired, written_off, revoked.
-- A row is live while ended_at_ms is null. held: 1 while it counts in seat_pool.used, which
-- a written-off or revoked one may do after its end. until_ms: of a borrowed seat.
ALTER TABLE seat_lease ADD COLUMN held BIGINT NOT NULL DEFAULT 0;
ALTER TABLE seat_lease ADD COLUMN member_of TEXT NOT NULL DEFAULT '';
ALTER TABLE seat_lease ADD COLUMN feature TEXT NOT NULL DEFAULT '';
ALTER TABLE seat_lease ADD COLUMN until_ms BIGINT;
UPDATE seat_lease SET held = pooled WHERE state = 'active';
DROP INDEX seat_lease_session;
DROP INDEX seat_lease_active;
CREATE UNIQUE INDEX seat_lease_sitting ON seat_lease (session, license_id)
  WHERE ended_at_ms IS NULL;
CREATE INDEX seat_lease_since ON seat_lease (license_id, since_ms) WHERE ended_at_ms IS NULL;
CREATE INDEX seat_lease_ended ON seat_lease (ended_at_ms) WHERE ended_at_ms IS NOT NULL;
CREATE INDEX seat_lease_after ON seat_lease (lease_id)
  WHERE held = 1 AND ended_at_ms IS NOT NULL;
CREATE UNIQUE INDEX seat_lease_travel ON seat_lease (license_id, device_key)
  WHERE state = 'borrowed';

-- Who waits for a seat. beat: counted up each time the waiting one asks.
CREATE TABLE seat_waiting (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  session TEXT NOT NULL,
  subject TEXT NOT NULL,
  ticket BIGINT NOT NULL,
  beat BIGINT NOT NULL,
  since_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, session)
);
CREATE UNIQUE INDEX seat_waiting_ticket ON seat_waiting (license_id, ticket);

-- Groups of the company: seats kept for them, and the most they may take.
CREATE TABLE seat_group (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  name TEXT NOT NULL,
  reserved BIGINT NOT NULL,
  cap BIGINT NOT NULL,
  used BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (license_id, name)
);

-- Named places that were somebody's and are nobody's now.
CREATE TABLE seat_vacancy (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  subject TEXT NOT NULL,
  vacated_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, subject)
);

-- The one device of a named seat's holder.
CREATE TABLE seat_binding (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  subject TEXT NOT NULL,
  device_key TEXT NOT NULL,
  bound_at_ms BIGINT NOT NULL,
  PRIMARY KEY (license_id, subject)
);

-- Moves that offers count: what is 'person' (a place got another holder) or 'device'
-- (subject's place got another device).
CREATE TABLE seat_move (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  at_ms BIGINT NOT NULL
);
CREATE INDEX seat_move_license ON seat_move (license_id, what, at_ms);

-- The ratchet of each installation: only one copy can follow it.
CREATE TABLE seat_check_in (
  device_key TEXT PRIMARY KEY,
  counter BIGINT NOT NULL,
  nonce TEXT NOT NULL,
  forked_at_ms BIGINT
);

-- The latest time this ledger has lived through, and since when the wall clock is behind it.
CREATE TABLE seat_time (
  authority TEXT PRIMARY KEY,
  high_water_ms BIGINT NOT NULL,
  behind_since_ms BIGINT
);
