package postgres

import (
	"context"
	"sync"

	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// outstanding are the customerIds that were given out and not written yet: the
// table does not know them, and among a hundred thousand random ones of ten
// digits two are equal more often than one would think.
type outstanding struct {
	mu  sync.Mutex
	ids map[string]bool
}

// add notes ids as given out and returns those that were already.
func (o *outstanding) add(ids []string) (taken []string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.ids == nil {
		o.ids = map[string]bool{}
	}
	for _, id := range ids {
		if o.ids[id] {
			taken = append(taken, id)
		}
		o.ids[id] = true
	}
	return taken
}

// written forgets the ids of customers that are in the table now.
func (o *outstanding) written(list []*customer.Customer) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, c := range list {
		delete(o.ids, c.CustomerID)
	}
}

// Reserve gives out ids and customerIds, as store.Intake says.
func (s *Store) Reserve(ctx context.Context, n int) (ids []int64, customerIDs []string, err error) {
	err = s.write(ctx, "reserve ids", func(ctx context.Context, t *tx) error {
		next, err := t.one(ctx, "UPDATE reservations SET next_id = next_id + $2::bigint WHERE tenant = $1 RETURNING next_id", t.tenant, n)
		if err != nil {
			return err
		}
		ids = make([]int64, n)
		for i := range ids {
			ids[i] = next - int64(n) + int64(i)
		}
		customerIDs, err = t.unusedCustomerIDs(ctx, n)
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return ids, customerIDs, nil
}

// unusedCustomerIDs draws n customerIds and draws again those that somebody has
// or was promised.
func (t *tx) unusedCustomerIDs(ctx context.Context, n int) ([]string, error) {
	ids := contract.CustomerIDs(t.store.prefix, n)
	for unchecked := ids; len(unchecked) > 0; {
		used := map[string]bool{}
		for _, id := range t.store.reserved.add(unchecked) {
			used[id] = true
		}
		err := t.rows(ctx, "SELECT customer_id FROM customers WHERE tenant = $1 AND customer_id = ANY($2::text[])",
			func(r *row) error { used[r.text()] = true; return nil }, t.tenant, unchecked)
		if err != nil {
			return nil, err
		}
		unchecked = nil
		for i := range ids {
			if used[ids[i]] {
				ids[i] = contract.CustomerIDs(t.store.prefix, 1)[0]
				unchecked = append(unchecked, ids[i])
			}
		}
	}
	return ids, nil
}
