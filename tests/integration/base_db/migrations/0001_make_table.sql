-- A fixture: a comment; with a semicolon.
CREATE TABLE thing (
  id TEXT PRIMARY KEY,
  size BIGINT NOT NULL
);
CREATE INDEX thing_size ON thing (size);
