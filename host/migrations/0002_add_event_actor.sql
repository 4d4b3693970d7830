-- Released: never edit. Add the next number instead.
-- The user whose doing an event was, '' for nobody: whose seat its readers may need.
ALTER TABLE outbox_event ADD COLUMN actor TEXT NOT NULL DEFAULT '';
