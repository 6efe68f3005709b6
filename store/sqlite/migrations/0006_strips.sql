-- For every path of customers, by segment, the different words that stand there
-- and which of them is each customer's. Filled with pieces, whose segments these
-- are too; a path of "" has the segment's ids. What is there is made anew at the
-- end of the next run that changes much.
CREATE TABLE strips (
  tenant  INTEGER NOT NULL,
  path    TEXT    NOT NULL,
  segment INTEGER NOT NULL,
  data    BLOB    NOT NULL,
  UNIQUE (tenant, path, segment)
);
DELETE FROM pieces;
UPDATE tenants SET pieces_seq = 0, segments = 0;
