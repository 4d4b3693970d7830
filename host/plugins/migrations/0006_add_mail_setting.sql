-- Released: never edit. Add the next number instead.
-- The mail server an administrator chose, as JSON without its password; one row at most.
CREATE TABLE mail_setting (
  id BIGINT PRIMARY KEY,
  settings TEXT NOT NULL
);
