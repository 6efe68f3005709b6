-- For every run of three bytes of customers' texts, the rows that have it, as
-- ascending varint distances. Filled in segments after runs that changed many
-- customers, so that a load does not pay for it row by row; what changed after
-- pieces_seq is looked through directly.
CREATE TABLE pieces (
  tenant  INTEGER NOT NULL,
  piece   INTEGER NOT NULL,               -- space and three bytes
  segment INTEGER NOT NULL,
  rows    BLOB    NOT NULL,
  UNIQUE (tenant, piece, segment)
);
ALTER TABLE tenants ADD COLUMN pieces_seq INTEGER NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN segments   INTEGER NOT NULL DEFAULT 0;
