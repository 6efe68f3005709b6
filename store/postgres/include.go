package postgres

import (
	"context"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// include loads what was asked for beside the customers' own values, with one
// statement a sort for all of them.
func (t *tx) include(ctx context.Context, list []*customer.Customer, include store.Include) error {
	if len(list) == 0 || (len(include.Kinds) == 0 && !include.MergeHistory) {
		return nil
	}
	byID := make(map[int64][]*customer.Customer, len(list)) // the same customer may be asked for twice
	ids := make([]int64, 0, len(list))
	for _, c := range list {
		byID[c.ID] = append(byID[c.ID], c)
		ids = append(ids, c.ID)
	}
	if len(include.Kinds) > 0 {
		if err := t.includeRelated(ctx, byID, ids, include); err != nil {
			return err
		}
		for _, c := range list {
			customer.SortRelated(c.Related)
		}
	}
	if include.MergeHistory {
		return t.includeMerges(ctx, byID, ids)
	}
	return nil
}

func (t *tx) includeRelated(ctx context.Context, byID map[int64][]*customer.Customer, ids []int64, include store.Include) error {
	wanted := make([]string, len(include.Kinds))
	for i, kind := range include.Kinds {
		wanted[i] = string(kind)
	}
	err := t.rows(ctx, `SELECT r.customer, r.customer, r.kind, r.id, r.data FROM related r
WHERE r.tenant = $1 AND r.customer = ANY($2::bigint[]) AND r.kind = ANY($3::text[])`, attachTo(byID), t.tenant, ids, wanted)
	if err != nil || !include.Associated || !slices.Contains(include.Kinds, customer.Memberships) {
		return err
	}
	return t.rows(ctx, `
WITH RECURSIVE person (root, id) AS (
  SELECT id, id FROM unnest($2::bigint[]) id
  UNION
  SELECT person.root, c.id FROM person JOIN customers c ON c.tenant = $1 AND c.merged_into = person.id AND c.merged_into <> 0
)
SELECT DISTINCT p.root, r.customer, r.kind, r.id, r.data FROM person p
JOIN customers c ON c.tenant = $1 AND c.id = p.id
JOIN cardholders h ON h.tenant = $1 AND h.import_id = c.import_id
JOIN related r ON r.tenant = $1 AND r.kind = 'memberships' AND r.id = h.membership AND r.customer <> p.root`, attachTo(byID), t.tenant, ids)
}

// attachTo reads rows of a customer and a record, and gives each record to that
// customer.
func attachTo(byID map[int64][]*customer.Customer) func(*row) error {
	return func(r *row) error {
		to := r.int()
		record := customer.Related{CustomerID: r.int(), Kind: customer.Kind(r.text()), ID: r.text(), Data: r.bytes()}
		for _, c := range byID[to] {
			c.Related = append(c.Related, record)
		}
		return nil
	}
}

func (t *tx) includeMerges(ctx context.Context, byID map[int64][]*customer.Customer, ids []int64) error {
	merges, err := t.merges(ctx, mergeFilter{cond: "m.survivor = ANY($2::bigint[])", args: []any{ids}})
	for _, m := range merges {
		for _, c := range byID[m.Survivor] {
			c.MergeHistory = append(c.MergeHistory, m)
		}
	}
	return err
}
