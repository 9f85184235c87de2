-- A text by the SHA-256 of its UTF-8 bytes; it is written before the row that names it.
CREATE TABLE texts (
  hash TEXT PRIMARY KEY,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
