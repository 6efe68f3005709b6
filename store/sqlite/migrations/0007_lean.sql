-- What the key import:IMPORT_ID said last stands in the customer's own row, and
-- only other keys in memories: a load writes one row a customer, not two.
--
-- customerIds follow from ids and the tenant's secret, so that no index has to
-- keep them apart. Those of before were drawn at random, and are still looked up.
ALTER TABLE tenants ADD COLUMN secret INTEGER NOT NULL DEFAULT 0;
UPDATE tenants SET secret = random();

CREATE TABLE lean_customers (
  row                  INTEGER PRIMARY KEY,
  tenant               INTEGER NOT NULL,
  id                   INTEGER NOT NULL,
  customer_id          TEXT    NOT NULL,
  import_id            TEXT    NOT NULL,
  source               TEXT    NOT NULL,
  external_customer_id TEXT    NOT NULL,
  external_id          TEXT    NOT NULL,
  title                TEXT    NOT NULL,
  first_name           TEXT    NOT NULL,
  middle_name          TEXT    NOT NULL,
  last_name            TEXT    NOT NULL,
  suffix               TEXT    NOT NULL,
  org_name             TEXT    NOT NULL,
  email                TEXT    NOT NULL,
  phone_number         TEXT    NOT NULL,
  phone_notes          TEXT    NOT NULL,
  phone_e164           TEXT    NOT NULL,
  deceased             INTEGER NOT NULL,
  obfuscated           INTEGER NOT NULL,
  doc                  TEXT    NOT NULL,  -- codes, addresses, attributes, fields: JSON
  merged_into          INTEGER NOT NULL,  -- the survivor's id, or 0
  version              INTEGER NOT NULL,
  seq                  INTEGER NOT NULL,  -- of the last change, creation included
  created_run          INTEGER NOT NULL,  -- runs.no
  created_on           INTEGER NOT NULL,
  created_by           TEXT    NOT NULL,
  updated_on           INTEGER NOT NULL,
  updated_by           TEXT    NOT NULL,
  email_hash           INTEGER NOT NULL,  -- of the lower-case email; 0 without one
  phone_digits         TEXT    NOT NULL,
  search               TEXT    NOT NULL,  -- folded names and email
  drawn                INTEGER NOT NULL,  -- 1: the customer_id does not follow from the id
  said_run             INTEGER NOT NULL,  -- runs.no: the run that last changed what import:IMPORT_ID said; 0: it said nothing
  said_source          TEXT    NOT NULL,
  said_hash            BLOB    NOT NULL,
  said                 TEXT    NOT NULL,  -- JSON of path to text
  UNIQUE (tenant, id),
  UNIQUE (tenant, import_id)
);

INSERT INTO lean_customers
SELECT c.row, c.tenant, c.id, c.customer_id, c.import_id, c.source, c.external_customer_id, c.external_id, c.title, c.first_name, c.middle_name,
  c.last_name, c.suffix, c.org_name, c.email, c.phone_number, c.phone_notes, c.phone_e164, c.deceased, c.obfuscated, c.doc, c.merged_into, c.version,
  c.seq, c.created_run, c.created_on, c.created_by, c.updated_on, c.updated_by, c.email_hash, c.phone_digits, c.search, 1,
  coalesce(r.no, 0), iif(r.no IS NULL, '', m.source), iif(r.no IS NULL, x'', m.hash), iif(r.no IS NULL, '', m.vals)
FROM customers c
LEFT JOIN memories m ON m.tenant = c.tenant AND m.key = 'import:' || c.import_id AND m.customer = c.id
LEFT JOIN runs r ON r.tenant = m.tenant AND r.id = m.run
ORDER BY c.row;

CREATE TEMPORARY TABLE kept AS
SELECT tenant, key, customer, source, run, hash, vals FROM memories m
WHERE NOT EXISTS (SELECT 1 FROM lean_customers c WHERE c.tenant = m.tenant AND c.import_id = substr(m.key, 8)
  AND m.key = 'import:' || c.import_id AND c.id = m.customer AND c.said_run <> 0);
DELETE FROM memories;
INSERT INTO memories (tenant, key, customer, source, run, hash, vals) SELECT * FROM kept ORDER BY tenant, key;
DROP TABLE kept;

DROP TABLE customers;
ALTER TABLE lean_customers RENAME TO customers;

CREATE UNIQUE INDEX customers_drawn ON customers (tenant, customer_id)    WHERE drawn <> 0;
CREATE INDEX customers_email     ON customers (tenant, email_hash)           WHERE email_hash <> 0;
CREATE INDEX customers_external  ON customers (tenant, external_customer_id) WHERE external_customer_id <> '';
CREATE INDEX customers_crm       ON customers (tenant, external_id)          WHERE external_id <> '';
CREATE INDEX customers_merged    ON customers (tenant, id, merged_into)      WHERE merged_into <> 0;
CREATE INDEX customers_into      ON customers (tenant, merged_into)          WHERE merged_into <> 0;
CREATE INDEX customers_seq       ON customers (tenant, seq, id);
CREATE INDEX customers_updated   ON customers (tenant, updated_on, id);
