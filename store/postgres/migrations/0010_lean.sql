-- What the key import:IMPORT_ID said last stands in the customer's own row, and
-- only other keys in memories: a load writes one row a customer, not two.
ALTER TABLE customers
  ADD COLUMN said_run    bigint NOT NULL DEFAULT 0,  -- runs.no: the run that last changed what import:IMPORT_ID said; 0: it said nothing
  ADD COLUMN said_source text   NOT NULL DEFAULT '',
  ADD COLUMN said_hash   bytea  NOT NULL DEFAULT '',
  ADD COLUMN said        text   NOT NULL DEFAULT '', -- JSON of path to text
  ADD COLUMN drawn       boolean NOT NULL DEFAULT true; -- the customer_id does not follow from the id
ALTER TABLE customers ALTER COLUMN drawn DROP DEFAULT;

UPDATE customers c SET said_run = r.no, said_source = m.source, said_hash = m.hash, said = m.vals
FROM memories m JOIN runs r ON r.tenant = m.tenant AND r.id = m.run
WHERE m.tenant = c.tenant AND m.key = 'import:' || c.import_id AND m.customer = c.id;
DELETE FROM memories m USING customers c
WHERE c.tenant = m.tenant AND m.key = 'import:' || c.import_id AND m.customer = c.id AND c.said_run <> 0;

-- customerIds follow from ids and the tenant's secret, so that no index has to
-- keep them apart. Those of before were drawn at random, and are still looked up.
ALTER TABLE tenants ADD COLUMN secret bigint NOT NULL DEFAULT 0;
UPDATE tenants SET secret = ('x' || substr(replace(gen_random_uuid()::text, '-', ''), 17, 16))::bit(64)::bigint;
ALTER TABLE customers DROP CONSTRAINT customers_customer_id;
CREATE UNIQUE INDEX customers_customer_id ON customers (tenant, customer_id) WHERE drawn;
