-- Released: never edit. Add the next number instead.

-- The field of the record that a file was brought for; '' for files of plugins.
ALTER TABLE plugin_file ADD COLUMN field TEXT NOT NULL DEFAULT '';
CREATE INDEX plugin_file_page ON plugin_file (plugin_id, id);
