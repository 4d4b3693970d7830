-- Released: never edit. Add the next number instead.

-- The newest signed list of withdrawn licences of each company; sequence only grows.
CREATE TABLE seat_revocations (
  company_id TEXT PRIMARY KEY,
  sequence BIGINT NOT NULL,
  token TEXT NOT NULL,
  taken_at_ms BIGINT NOT NULL
);

-- Devices that got their licence by a request file; nonce: of that request.
CREATE TABLE seat_activation (
  license_id TEXT NOT NULL REFERENCES seat_license (license_id),
  device_key TEXT NOT NULL,
  host_id TEXT NOT NULL,
  nonce TEXT NOT NULL,
  activated_at_ms BIGINT NOT NULL,
  returned_at_ms BIGINT,
  PRIMARY KEY (license_id, device_key)
);
