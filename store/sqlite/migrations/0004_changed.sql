-- Who changed after a time or a sequence number, with the ids: the first of many
-- is found without reading the customers.
DROP INDEX customers_updated;
DROP INDEX customers_seq;
CREATE INDEX customers_updated ON customers (tenant, updated_on, id);
CREATE INDEX customers_seq     ON customers (tenant, seq, id);
