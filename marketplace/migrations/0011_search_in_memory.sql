-- Released: never edit. Add the next number instead.

-- The market keeps the words of its listings in memory.
DROP TABLE listing_word;
