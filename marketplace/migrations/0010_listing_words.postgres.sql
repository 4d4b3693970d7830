-- Released: never edit. Add the next number instead.

-- The words of each listing's search_text; filled by the market for listings that have none.
-- Compared byte by byte, so that the words with one beginning are a range of the index.
CREATE TABLE listing_word (
  word TEXT COLLATE "C" NOT NULL,
  plugin_id TEXT NOT NULL REFERENCES listing (plugin_id),
  PRIMARY KEY (plugin_id, word)
);

CREATE INDEX listing_word_by_word ON listing_word (word, plugin_id);
