-- The index of blocking keys: sorted entries of key and customer, packed, in segments
-- that are written once. The first comes with a whole outcome; a later one says of
-- whom the earlier ones hold no longer.
CREATE TABLE key_segments (
  tenant  INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  masked  BLOB    NOT NULL,                      -- customers' ids, packed
  PRIMARY KEY (tenant, segment)
) WITHOUT ROWID;

CREATE TABLE key_chunks (
  row     INTEGER PRIMARY KEY,
  tenant  INTEGER NOT NULL,
  segment INTEGER NOT NULL,
  no      INTEGER NOT NULL,                      -- the order of the keys
  first   INTEGER NOT NULL,
  last    INTEGER NOT NULL,
  entries INTEGER NOT NULL,
  data    BLOB    NOT NULL
);
CREATE UNIQUE INDEX key_chunks_no ON key_chunks (tenant, segment, no);

ALTER TABLE matchings ADD COLUMN settings TEXT NOT NULL DEFAULT '';
