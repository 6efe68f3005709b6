-- For every path of customers, by segment, the different words that stand there
-- and which of them is each customer's. Filled with pieces, whose segments these
-- are too; a path of "" has the segment's ids. What is there is made anew at the
-- end of the next run that changes much. Pieces are of names and emails too now:
-- the trigram index is not needed any more.
CREATE TABLE strips (
  tenant  integer NOT NULL,
  path    text COLLATE "C" NOT NULL,
  segment bigint  NOT NULL,
  data    bytea   NOT NULL,
  PRIMARY KEY (tenant, path, segment)
);
ALTER TABLE strips ALTER COLUMN data SET STORAGE EXTERNAL; -- read often, in whole
DROP INDEX IF EXISTS customers_search;
DELETE FROM pieces;
UPDATE tenants SET pieces_seq = 0, segments = 0;
