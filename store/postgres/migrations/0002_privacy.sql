-- What seals the keys of obfuscated customers: 32 random bytes from a tenant's
-- first obfuscation on, before that none.
ALTER TABLE tenants ADD COLUMN salt bytea NOT NULL DEFAULT '';

-- Who a customer is in memberships that others hold.
CREATE TABLE cardholders (
  tenant     integer NOT NULL,
  import_id  text COLLATE "C" NOT NULL,
  membership text COLLATE "C" NOT NULL,        -- related.id of kind memberships
  PRIMARY KEY (tenant, import_id, membership)
);
CREATE INDEX cardholders_membership ON cardholders (tenant, membership);

INSERT INTO cardholders (tenant, import_id, membership)
SELECT DISTINCT r.tenant, h.v->>'importId', r.id FROM related r,
json_array_elements(CASE WHEN strpos(r.data, '\u0000') = 0 AND json_typeof(r.data::json->'cardholders') = 'array' THEN r.data::json->'cardholders' ELSE '[]' END) h(v)
WHERE r.kind = 'memberships' AND json_typeof(h.v) = 'object' AND json_typeof(h.v->'importId') = 'string' AND h.v->>'importId' <> '';
