-- Released: never edit. Add the next number instead.

-- Kinds of records that plugins brought. They stay when the plugin goes, so that backups, exports
-- of people and erasures go on reaching the records, until these are erased.
CREATE TABLE plugin_entity (
  entity TEXT PRIMARY KEY,
  plugin_id TEXT NOT NULL,
  definition TEXT NOT NULL
);
