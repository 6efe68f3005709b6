package postgres

import (
	"context"

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
		if err := t.includeRelated(ctx, byID, ids, include.Kinds); err != nil {
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

func (t *tx) includeRelated(ctx context.Context, byID map[int64][]*customer.Customer, ids []int64, kinds []customer.Kind) error {
	wanted := make([]string, len(kinds))
	for i, kind := range kinds {
		wanted[i] = string(kind)
	}
	return t.rows(ctx, `SELECT r.customer, r.kind, r.id, r.data FROM related r
WHERE r.tenant = $1 AND r.customer = ANY($2::bigint[]) AND r.kind = ANY($3::text[])`, func(r *row) error {
		record := customer.Related{CustomerID: r.int(), Kind: customer.Kind(r.text()), ID: r.text(), Data: r.bytes()}
		for _, c := range byID[record.CustomerID] {
			c.Related = append(c.Related, record)
		}
		return nil
	}, t.tenant, ids, wanted)
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
