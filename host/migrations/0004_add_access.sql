-- Released: never edit. Add the next number instead.
-- Teams, second factors, identities of single sign-on, and what a list of sessions shows.
CREATE TABLE account_team (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at_ms BIGINT NOT NULL
);
CREATE TABLE account_team_member (
  team_id TEXT NOT NULL REFERENCES account_team (id),
  user_id TEXT NOT NULL REFERENCES account_user (id),
  PRIMARY KEY (team_id, user_id)
);
CREATE INDEX account_team_member_user ON account_team_member (user_id);
-- The secret is sealed with DATA/keys/access.key. A code is taken once: `last_step` only grows.
CREATE TABLE account_second_factor (
  user_id TEXT PRIMARY KEY REFERENCES account_user (id),
  secret_sealed TEXT NOT NULL,
  confirmed BIGINT NOT NULL DEFAULT 0,
  last_step BIGINT NOT NULL DEFAULT 0,
  created_at_ms BIGINT NOT NULL
);
CREATE TABLE account_recovery_code (
  user_id TEXT NOT NULL REFERENCES account_user (id),
  code_hash TEXT NOT NULL,
  PRIMARY KEY (user_id, code_hash)
);
CREATE TABLE account_identity (
  issuer TEXT NOT NULL,
  subject TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES account_user (id),
  created_at_ms BIGINT NOT NULL,
  PRIMARY KEY (issuer, subject)
);
-- One row for each sign-on begun and not finished; taken out by the first answer.
CREATE TABLE account_sign_on (
  state_hash TEXT PRIMARY KEY,
  nonce TEXT NOT NULL,
  verifier TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL
);
ALTER TABLE account_session ADD COLUMN method TEXT NOT NULL DEFAULT 'password';
ALTER TABLE account_session ADD COLUMN peer TEXT NOT NULL DEFAULT '';
ALTER TABLE account_session ADD COLUMN agent TEXT NOT NULL DEFAULT '';
ALTER TABLE account_token ADD COLUMN expires_at_ms BIGINT;
