package postgres

import (
	"context"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Reserve gives out ids and customerIds, as store.Intake says. A customerId
// follows from its id; an id whose customerId was drawn for somebody before
// that rule is passed over.
func (s *Store) Reserve(ctx context.Context, n int) (ids []int64, customerIDs []string, err error) {
	err = s.write(ctx, "reserve ids", func(ctx context.Context, t *tx) error {
		ids, customerIDs = make([]int64, 0, n), make([]string, 0, n)
		for len(ids) < n {
			next, err := t.one(ctx, "UPDATE reservations SET next_id = next_id + $2::bigint WHERE tenant = $1 RETURNING next_id", t.tenant, n-len(ids))
			if err != nil {
				return err
			}
			first := next - int64(n-len(ids))
			texts := make([]string, next-first)
			for i := range texts {
				if texts[i], err = s.numbering.Of(first + int64(i)); err != nil {
					return err
				}
			}
			used, err := t.drawnAmong(ctx, texts)
			if err != nil {
				return err
			}
			for i, text := range texts {
				if !used[text] {
					ids, customerIDs = append(ids, first+int64(i)), append(customerIDs, text)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	return ids, customerIDs, nil
}

// drawnAmong returns those customerIds that somebody has drawn.
func (t *tx) drawnAmong(ctx context.Context, customerIDs []string) (map[string]bool, error) {
	some, err := t.one(ctx, "SELECT count(*) FROM (SELECT FROM customers WHERE tenant = $1 AND drawn ORDER BY customer_id LIMIT 1) c", t.tenant)
	if err != nil || some == 0 {
		return nil, err
	}
	used := map[string]bool{}
	err = t.rows(ctx, "SELECT customer_id FROM customers WHERE tenant = $1 AND drawn AND customer_id = ANY($2::text[])",
		func(r *row) error { used[r.text()] = true; return nil }, t.tenant, customerIDs)
	return used, err
}

// drawn returns those new customers whose customerId does not follow from their
// id. One that follows from another customer's id is store.ErrTaken.
func (t *tx) drawn(ctx context.Context, list []*customer.Customer) (map[int64]bool, error) {
	drawn := map[int64]bool{}
	var refs []customer.Ref
	for _, c := range list {
		if text, err := t.store.numbering.Of(c.ID); err != nil || text != c.CustomerID {
			drawn[c.ID] = true
			refs = append(refs, customer.Ref{Kind: customer.ByCustomerID, Text: c.CustomerID})
		}
	}
	if refs == nil {
		return drawn, nil
	}
	hits, err := t.find(ctx, refs)
	if err != nil {
		return nil, err
	}
	for _, found := range hits {
		if len(found) > 0 {
			return nil, store.ErrTaken
		}
	}
	return drawn, nil
}

// readNumbering returns what the tenant's customerIds are made from.
func (t *tx) readNumbering(ctx context.Context) (n contract.Numbering, err error) {
	err = t.rows(ctx, "SELECT prefix, secret FROM tenants WHERE tenant = $1",
		func(r *row) error { n = contract.Numbering{Prefix: r.text(), Secret: r.int()}; return nil }, t.tenant)
	return n, err
}
