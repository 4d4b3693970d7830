-- Released: never edit. Add the next number instead.

-- Who may call this server. token_hash: SHA-256 of the token, hexadecimal; the token itself
-- is nowhere. device_key: the one device that may claim with it, empty before the first claim.
CREATE TABLE seats_host (
  name TEXT PRIMARY KEY,
  role TEXT NOT NULL,
  token_hash TEXT NOT NULL UNIQUE,
  device_key TEXT NOT NULL,
  added_at_ms BIGINT NOT NULL,
  revoked_at_ms BIGINT
);
