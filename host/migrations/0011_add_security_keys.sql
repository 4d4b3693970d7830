-- Released: never edit. Add the next number instead.
-- Security keys (WebAuthn) as second factors. party: the host name they were made at, and serve.
-- public_key: PEM. counter: of signatures, 0 for a key that does not count.
CREATE TABLE account_security_key (
  id TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES account_user (id),
  name TEXT NOT NULL,
  credential_id TEXT NOT NULL UNIQUE,
  party TEXT NOT NULL,
  scheme TEXT NOT NULL,
  public_key TEXT NOT NULL,
  counter BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  used_at_ms BIGINT
);
CREATE INDEX account_security_key_user ON account_security_key (user_id);
-- What a key is to sign, for one user and purpose ('create' or 'login'); taken out by the first
-- answer.
CREATE TABLE account_challenge (
  challenge_hash TEXT PRIMARY KEY,
  user_id TEXT NOT NULL REFERENCES account_user (id),
  purpose TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL
);
CREATE INDEX account_challenge_user ON account_challenge (user_id, created_at_ms);
