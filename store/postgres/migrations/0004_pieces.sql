-- For every run of three bytes of customers' phones, addresses and custom
-- fields, the ids of those who have it, as ascending varint distances. Filled in
-- segments after runs that changed many customers, so that a load does not pay
-- for it row by row; what changed after pieces_seq is looked through directly.
CREATE TABLE pieces (
  tenant  integer NOT NULL,
  piece   bigint  NOT NULL,                    -- space and three bytes
  segment bigint  NOT NULL,
  ids     bytea   NOT NULL,
  PRIMARY KEY (tenant, piece, segment)
);
ALTER TABLE pieces ALTER COLUMN ids SET STORAGE EXTERNAL; -- not worth compressing
ALTER TABLE tenants ADD COLUMN pieces_seq bigint NOT NULL DEFAULT 0;
ALTER TABLE tenants ADD COLUMN segments   bigint NOT NULL DEFAULT 0;
