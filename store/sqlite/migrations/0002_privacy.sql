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
SELECT tenant, holder->>'importId', membership FROM (
  SELECT r.tenant, r.id AS membership, CASE h.type WHEN 'object' THEN h.value ELSE '{}' END AS holder
  FROM related r, json_each(CASE WHEN json_type(r.data, '$.cardholders') = 'array' THEN r.data ELSE '{}' END, '$.cardholders') h
  WHERE r.kind = 'memberships')
WHERE json_type(holder, '$.importId') = 'text' AND holder->>'importId' <> '';
