-- Released: never edit. Add the next number instead.
-- Entries with a commitment are chained by it alone, so that their content can be forgotten.
ALTER TABLE audit_entry ADD COLUMN salt TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_entry ADD COLUMN commitment TEXT NOT NULL DEFAULT '';
ALTER TABLE audit_entry ADD COLUMN erased BIGINT NOT NULL DEFAULT 0;
CREATE INDEX audit_entry_actor ON audit_entry (actor, sequence);
CREATE INDEX audit_entry_action ON audit_entry (action, sequence);
