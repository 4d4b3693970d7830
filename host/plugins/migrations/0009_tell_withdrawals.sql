-- Released: never edit. Add the next number instead.

-- Licences that were seen here, so that it is told when one is withdrawn, whatever dies in
-- between. company_id: the market's. told: 1 once its withdrawal became a task.
CREATE TABLE plugin_license_seen (
  license_id TEXT PRIMARY KEY,
  company_id TEXT NOT NULL,
  product TEXT NOT NULL,
  told BIGINT NOT NULL DEFAULT 0
);
