-- The index of blocking keys: sorted entries of key and customer, packed, in segments
-- that are written once. The first comes with a whole outcome; a later one says of
-- whom the earlier ones hold no longer.
CREATE TABLE key_segments (
  tenant  bigint NOT NULL,
  segment bigint NOT NULL,
  entries bigint NOT NULL,
  masked  bytea  NOT NULL,                       -- customers' ids, packed
  PRIMARY KEY (tenant, segment)
);

CREATE TABLE key_chunks (
  tenant  bigint NOT NULL,
  segment bigint NOT NULL,
  no      bigint NOT NULL,                       -- the order of the keys
  first   bigint NOT NULL,
  last    bigint NOT NULL,
  entries bigint NOT NULL,
  data    bytea  NOT NULL,
  PRIMARY KEY (tenant, segment, no)
);
ALTER TABLE key_chunks ALTER COLUMN data SET STORAGE EXTERNAL;

ALTER TABLE matchings ADD COLUMN settings text NOT NULL DEFAULT '';
