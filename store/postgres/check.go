package postgres

import (
	"context"

	"rollcall/store"
	"rollcall/store/internal/contract"
)

// invariants are the questions of contract.Verify; $1 is the tenant's number.
var invariants = map[string]string{
	"alias_without_target": `
WITH RECURSIVE live (id) AS (
  SELECT c.id FROM customers c JOIN customers s ON s.tenant = $1 AND s.id = c.merged_into AND s.merged_into = 0
  WHERE c.tenant = $1 AND c.merged_into <> 0
  UNION
  SELECT c.id FROM live JOIN customers c ON c.tenant = $1 AND c.merged_into = live.id AND c.merged_into <> 0
)
SELECT id::text FROM customers WHERE tenant = $1 AND merged_into <> 0 AND id NOT IN (SELECT id FROM live) ORDER BY id`,
	"related_without_customer": `SELECT r.kind || ':' || r.id FROM related r WHERE r.tenant = $1
AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant = $1 AND c.id = r.customer) ORDER BY 1`,
	"related_on_secondary": `SELECT r.kind || ':' || r.id FROM customers c JOIN related r ON r.tenant = $1 AND r.customer = c.id
WHERE c.tenant = $1 AND c.merged_into <> 0 ORDER BY 1`,
	"memory_without_customer": `SELECT m.customer::text FROM memories m WHERE m.tenant = $1
AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant = $1 AND c.id = m.customer) ORDER BY m.customer`,
	"version_behind_journal": `SELECT c.id::text FROM customers c JOIN (SELECT customer, max(version) AS version FROM journal WHERE tenant = $1 GROUP BY customer) j
ON j.customer = c.id AND j.version > c.version WHERE c.tenant = $1 ORDER BY c.id`,
	"version_invalid": `SELECT id::text FROM customers WHERE tenant = $1 AND version < 1 ORDER BY id`,
	"sequence_ahead": `SELECT id::text FROM customers WHERE tenant = $1 AND seq > (SELECT seq FROM tenants WHERE tenant = $1)
UNION ALL SELECT customer::text FROM journal WHERE tenant = $1 AND seq > (SELECT seq FROM tenants WHERE tenant = $1)`,
	"journal_without_customer": `SELECT j.customer::text FROM journal j WHERE j.tenant = $1
AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant = $1 AND c.id = j.customer) ORDER BY j.customer`,
	"merge_without_secondary": `SELECT m.id::text FROM merges m JOIN merge_members s ON s.tenant = $1 AND s.merge = m.id
JOIN customers c ON c.tenant = $1 AND c.id = s.customer
WHERE m.tenant = $1 AND m.undone_on = 0 AND c.merged_into = 0 ORDER BY m.id`,
	"ledger_unbalanced": `
SELECT r.id FROM runs r
LEFT JOIN (SELECT created_run AS run, count(*) AS n FROM customers WHERE tenant = $1 GROUP BY 1) c ON c.run = r.no
LEFT JOIN (SELECT created_run AS run, count(*) AS n FROM related WHERE tenant = $1 GROUP BY 1) l ON l.run = r.no
LEFT JOIN (SELECT run, count(*) FILTER (WHERE op = 'import') AS customers, count(*) FILTER (WHERE op = 'related') AS records
  FROM journal WHERE tenant = $1 GROUP BY 1) j ON j.run = r.no
WHERE r.tenant = $1 AND r.kind = 'import' AND r.status = 'done'
AND (r.summary->'rows'->>'created' NOT IN (coalesce(c.n, 0)::text, coalesce(l.n, 0)::text)
  OR r.summary->'rows'->>'updated' NOT IN (coalesce(j.customers, 0)::text, coalesce(j.records, 0)::text)
  AND r.started_on >= (SELECT pruned_on FROM tenants WHERE tenant = $1)) ORDER BY r.id`,
	"cardholder_without_membership": `SELECT h.membership FROM cardholders h WHERE h.tenant = $1
AND NOT EXISTS (SELECT 1 FROM related r WHERE r.tenant = $1 AND r.kind = 'memberships' AND r.id = h.membership) ORDER BY 1`,
	"id_not_reserved": `SELECT id::text FROM customers WHERE tenant = $1 AND id >= (SELECT next_id FROM reservations WHERE tenant = $1) ORDER BY id`,
}

// Check verifies the store's invariants, all on one snapshot.
func (s *Store) Check(ctx context.Context) (findings []store.Finding, err error) {
	err = s.read(ctx, "check store", func(ctx context.Context, t *tx) (err error) {
		findings, err = contract.Verify(invariants, func(query string, found func(string)) error {
			return t.rows(ctx, query, func(r *row) error { found(r.text()); return nil }, t.tenant)
		})
		return err
	})
	return findings, err
}
