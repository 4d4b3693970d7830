-- Released: never edit. Add the next number instead.

ALTER TABLE plugin_release ADD COLUMN custom TEXT NOT NULL DEFAULT '{}';

CREATE TABLE namespace_claim (
  vendor TEXT NOT NULL PRIMARY KEY REFERENCES vendor (name),
  domain TEXT NOT NULL,
  challenge TEXT NOT NULL,
  claimed_at_ms BIGINT NOT NULL,
  proven_at_ms BIGINT NOT NULL
);

CREATE TABLE key_request (
  vendor TEXT NOT NULL PRIMARY KEY REFERENCES vendor (name),
  envelope TEXT NOT NULL,
  requested_at_ms BIGINT NOT NULL
);

CREATE TABLE plugin_transfer (
  plugin_id TEXT NOT NULL PRIMARY KEY,
  from_vendor TEXT NOT NULL REFERENCES vendor (name),
  to_vendor TEXT NOT NULL REFERENCES vendor (name),
  envelope TEXT NOT NULL,
  announced_at_ms BIGINT NOT NULL,
  effective_at_ms BIGINT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('announced', 'done', 'withdrawn'))
);

CREATE INDEX plugin_transfer_by_vendor ON plugin_transfer (to_vendor, state);
