package sqlite

import (
	"context"

	"rollcall/store"
	"rollcall/store/internal/contract"
)

// invariants are the questions of contract.Verify; ?1 is the tenant's number.
var invariants = map[string]string{
	"alias_without_target": `
WITH RECURSIVE live (id) AS (
  SELECT id FROM customers WHERE tenant = ?1 AND merged_into = 0
  UNION
  SELECT c.id FROM live CROSS JOIN customers c INDEXED BY customers_into ON c.tenant = ?1 AND c.merged_into = live.id AND c.merged_into <> 0
)
SELECT id FROM customers WHERE tenant = ?1 AND merged_into <> 0 AND id NOT IN live`,
	"related_without_customer": `SELECT r.kind || ':' || r.id FROM related r WHERE r.tenant = ?1
AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant = ?1 AND c.id = r.customer)`,
	"related_on_secondary": `SELECT r.kind || ':' || r.id FROM customers c JOIN related r ON r.tenant = ?1 AND r.customer = c.id
WHERE c.tenant = ?1 AND c.merged_into <> 0`,
	"memory_without_customer": `SELECT m.customer FROM memories m WHERE m.tenant = ?1
AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant = ?1 AND c.id = m.customer)`,
	"version_behind_journal": `SELECT c.id FROM customers c WHERE c.tenant = ?1
AND c.version < (SELECT max(version) FROM journal j INDEXED BY journal_customer WHERE j.tenant = ?1 AND j.customer = c.id)`,
	"version_invalid": `SELECT id FROM customers WHERE tenant = ?1 AND version < 1`,
	"sequence_ahead": `SELECT id FROM customers WHERE tenant = ?1 AND seq > (SELECT seq FROM tenants WHERE tenant = ?1)
UNION ALL SELECT customer FROM journal WHERE tenant = ?1 AND seq > (SELECT seq FROM tenants WHERE tenant = ?1)`,
	"journal_without_customer": `SELECT j.customer FROM journal j WHERE j.tenant = ?1
AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant = ?1 AND c.id = j.customer)`,
	"merge_without_secondary": `SELECT m.id FROM merges m JOIN merge_members s ON s.tenant = ?1 AND s.merge = m.id
JOIN customers c ON c.tenant = ?1 AND c.id = s.customer
WHERE m.tenant = ?1 AND m.undone_on IS NULL AND c.merged_into = 0`,
	"ledger_unbalanced": `
SELECT r.id FROM runs r
LEFT JOIN (SELECT created_run AS run, count(*) AS n FROM customers WHERE tenant = ?1 GROUP BY 1) c ON c.run = r.no
LEFT JOIN (SELECT created_run AS run, count(*) AS n FROM related WHERE tenant = ?1 GROUP BY 1) l ON l.run = r.no
LEFT JOIN (SELECT run, sum(op = 'import') AS customers, sum(op = 'related') AS records FROM journal WHERE tenant = ?1 GROUP BY 1) j ON j.run = r.no
WHERE r.tenant = ?1 AND r.kind = 'import' AND r.status = 'done' AND json_valid(r.summary)
AND (r.summary->>'$.rows.created' NOT IN (coalesce(c.n, 0), coalesce(l.n, 0))
  OR r.summary->>'$.rows.updated' NOT IN (coalesce(j.customers, 0), coalesce(j.records, 0))
  AND r.started_on >= (SELECT pruned_on FROM tenants WHERE tenant = ?1)) ORDER BY r.id`,
	"cardholder_without_membership": `SELECT h.membership FROM cardholders h WHERE h.tenant = ?1
AND NOT EXISTS (SELECT 1 FROM related r WHERE r.tenant = ?1 AND r.kind = 'memberships' AND r.id = h.membership)`,
	"id_not_reserved": `SELECT id FROM customers WHERE tenant = ?1 AND id >= (SELECT next_id FROM tenants WHERE tenant = ?1)`,
}

// Check verifies the store's invariants and the file itself.
func (s *Store) Check(ctx context.Context) ([]store.Finding, error) {
	var findings []store.Finding
	err := s.read(ctx, "check store", func(c conn) error {
		if err := c.checkFile(&findings); err != nil {
			return err
		}
		violated, err := contract.Verify(invariants, func(query string, found func(string)) error {
			return c.rows(query, func(r *row) error { found(r.text()); return nil }, c.tenant)
		})
		findings = append(findings, violated...)
		return err
	})
	return findings, err
}

// checkFile has SQLite verify its own pages and indexes.
func (c conn) checkFile(findings *[]store.Finding) error {
	finding := store.Finding{Code: "file_damaged", Message: "SQLite finds its file damaged: restore a backup"}
	err := c.rows("PRAGMA integrity_check", func(r *row) error {
		if text := r.text(); text != "ok" {
			finding.Count++
		}
		return nil
	})
	if finding.Count > 0 {
		*findings = append(*findings, finding)
	}
	return err
}
