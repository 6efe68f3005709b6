-- What seals the keys of obfuscated customers: 32 random bytes from a tenant's
-- first obfuscation on, before that none.
ALTER TABLE tenants ADD COLUMN salt BLOB NOT NULL DEFAULT x'';

-- Who a customer is in memberships that others hold.
CREATE TABLE cardholders (
  tenant     INTEGER NOT NULL,
  import_id  TEXT    NOT NULL,
  membership TEXT    NOT NULL,            -- related.id of kind memberships
  PRIMARY KEY (tenant, import_id, membership)
) WITHOUT ROWID;
CREATE INDEX cardholders_membership ON cardholders (tenant, membership);

INSERT OR IGNORE INTO cardholders (tenant, import_id, membership)
SELECT r.tenant, h.value->>'importId', r.id FROM related r, json_each(r.data, '$.cardholders') h
WHERE r.kind = 'memberships' AND json_type(r.data, '$.cardholders') = 'array' AND json_type(h.value) = 'object'
AND h.value->>'importId' <> '';
