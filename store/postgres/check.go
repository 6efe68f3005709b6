package postgres

import (
	"context"

	"rollcall/store"
)

// invariant is a question whose answer must be empty: texts that name what
// violates it.
type invariant struct{ code, message, query string }

// invariants hold for every tenant; $1 is its number.
var invariants = []invariant{
	{"alias_without_target", "merged-away customers whose survivor does not exist or whose chain has no end", `
WITH RECURSIVE live (id) AS (
  SELECT c.id FROM customers c JOIN customers s ON s.tenant = $1 AND s.id = c.merged_into AND s.merged_into = 0
  WHERE c.tenant = $1 AND c.merged_into <> 0
  UNION
  SELECT c.id FROM live JOIN customers c ON c.tenant = $1 AND c.merged_into = live.id AND c.merged_into <> 0
)
SELECT id::text FROM customers WHERE tenant = $1 AND merged_into <> 0 AND id NOT IN (SELECT id FROM live) ORDER BY id`},
	{"related_without_customer", "related records whose customer does not exist",
		`SELECT r.kind || ':' || r.id FROM related r WHERE r.tenant = $1
AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant = $1 AND c.id = r.customer) ORDER BY 1`},
	{"related_on_secondary", "related records that hang on a merged-away customer",
		`SELECT r.kind || ':' || r.id FROM customers c JOIN related r ON r.tenant = $1 AND r.customer = c.id
WHERE c.tenant = $1 AND c.merged_into <> 0 ORDER BY 1`},
	{"memory_without_customer", "keys remembered for a customer that does not exist",
		`SELECT m.customer::text FROM memories m WHERE m.tenant = $1
AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant = $1 AND c.id = m.customer) ORDER BY m.customer`},
	{"version_behind_journal", "customers whose version is below that of a change in the journal",
		`SELECT c.id::text FROM customers c JOIN (SELECT customer, max(version) AS version FROM journal WHERE tenant = $1 GROUP BY customer) j
ON j.customer = c.id AND j.version > c.version WHERE c.tenant = $1 ORDER BY c.id`},
	{"version_invalid", "customers whose version is below 1",
		`SELECT id::text FROM customers WHERE tenant = $1 AND version < 1 ORDER BY id`},
	{"sequence_ahead", "customers or journal entries beyond the journal's sequence",
		`SELECT id::text FROM customers WHERE tenant = $1 AND seq > (SELECT seq FROM tenants WHERE tenant = $1)
UNION ALL SELECT customer::text FROM journal WHERE tenant = $1 AND seq > (SELECT seq FROM tenants WHERE tenant = $1)`},
	{"journal_without_customer", "journal entries of customers that do not exist",
		`SELECT j.customer::text FROM journal j WHERE j.tenant = $1
AND NOT EXISTS (SELECT 1 FROM customers c WHERE c.tenant = $1 AND c.id = j.customer) ORDER BY j.customer`},
	{"merge_without_secondary", "merges that are not undone and whose secondary is live",
		`SELECT m.id::text FROM merges m JOIN merge_members s ON s.tenant = $1 AND s.merge = m.id
JOIN customers c ON c.tenant = $1 AND c.id = s.customer
WHERE m.tenant = $1 AND m.undone_on = 0 AND c.merged_into = 0 ORDER BY m.id`},
	{"ledger_unbalanced", "finished imports whose summary counts other rows than their history holds", `
SELECT r.id FROM runs r
LEFT JOIN (SELECT created_run AS run, count(*) AS n FROM customers WHERE tenant = $1 GROUP BY 1) c ON c.run = r.no
LEFT JOIN (SELECT created_run AS run, count(*) AS n FROM related WHERE tenant = $1 GROUP BY 1) l ON l.run = r.no
LEFT JOIN (SELECT run, count(*) FILTER (WHERE op = 'import') AS customers, count(*) FILTER (WHERE op = 'related') AS records
  FROM journal WHERE tenant = $1 GROUP BY 1) j ON j.run = r.no
WHERE r.tenant = $1 AND r.kind = 'import' AND r.status = 'done'
AND (r.summary->'rows'->>'created' NOT IN (coalesce(c.n, 0)::text, coalesce(l.n, 0)::text)
  OR r.summary->'rows'->>'updated' NOT IN (coalesce(j.customers, 0)::text, coalesce(j.records, 0)::text)
  AND r.started_on >= (SELECT pruned_on FROM tenants WHERE tenant = $1)) ORDER BY r.id`},
	{"cardholder_without_membership", "cardholders of memberships that do not exist",
		`SELECT h.membership FROM cardholders h WHERE h.tenant = $1
AND NOT EXISTS (SELECT 1 FROM related r WHERE r.tenant = $1 AND r.kind = 'memberships' AND r.id = h.membership) ORDER BY 1`},
	{"id_not_reserved", "customers with an id that was never given out",
		`SELECT id::text FROM customers WHERE tenant = $1 AND id >= (SELECT next_id FROM reservations WHERE tenant = $1) ORDER BY id`},
}

// maxExamples is how many texts a finding names.
const maxExamples = 5

// Check verifies the store's invariants, all on one snapshot.
func (s *Store) Check(ctx context.Context) ([]store.Finding, error) {
	var findings []store.Finding
	err := s.read(ctx, "check store", func(ctx context.Context, t *tx) error {
		findings = nil
		for _, rule := range invariants {
			finding := store.Finding{Code: rule.code, Message: rule.message}
			err := t.rows(ctx, rule.query, func(r *row) error {
				finding.Count++
				if len(finding.Examples) < maxExamples {
					finding.Examples = append(finding.Examples, r.text())
				}
				return nil
			}, t.tenant)
			if err != nil {
				return err
			}
			if finding.Count > 0 {
				findings = append(findings, finding)
			}
		}
		return nil
	})
	return findings, err
}
