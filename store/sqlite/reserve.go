package sqlite

import (
	"context"
	"errors"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Reserve gives out ids and customerIds, as store.Intake says. A customerId
// follows from its id; an id whose customerId was drawn for somebody before
// that rule is passed over.
func (s *Store) Reserve(ctx context.Context, n int) (ids []int64, customerIDs []string, err error) {
	err = s.write(ctx, "reserve ids", func(c conn) error {
		some, err := c.one("SELECT 1 FROM customers INDEXED BY customers_drawn WHERE tenant = ?1 AND drawn <> 0 LIMIT 1", c.tenant)
		if err != nil {
			return err
		}
		ids, customerIDs = make([]int64, 0, n), make([]string, 0, n)
		for len(ids) < n {
			next, err := c.advance("next_id", n-len(ids))
			if err != nil {
				return err
			}
			for id := next - int64(n-len(ids)); id < next; id++ {
				customerID, used, err := c.customerID(id, some != 0)
				if err != nil {
					return err
				}
				if !used {
					ids, customerIDs = append(ids, id), append(customerIDs, customerID)
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

// advance moves one of the tenant's counters on and returns its new value.
func (c conn) advance(counter string, by int) (int64, error) {
	return c.one("UPDATE tenants SET "+counter+" = "+counter+" + ?2 WHERE tenant = ?1 RETURNING "+counter, c.tenant, by)
}

// customerID returns the customerId of an id and, when asked, whether somebody
// has drawn it.
func (c conn) customerID(id int64, look bool) (customerID string, used bool, err error) {
	customerID, err = c.store.numbering.Of(id)
	if err == nil && look {
		err = c.lookup("SELECT 1 FROM customers INDEXED BY customers_drawn WHERE tenant = ? AND customer_id = ? AND drawn <> 0",
			func(b *binder) { b.int(c.tenant); b.text(customerID) },
			func(*row) error { used = true; return nil })
	}
	return customerID, used, err
}

// drawn returns those new customers whose customerId does not follow from their
// id. One that follows from another customer's id is store.ErrTaken.
func (c conn) drawn(list []*customer.Customer) (map[int64]bool, error) {
	var drawn map[int64]bool
	for _, one := range list {
		customerID, err := c.store.numbering.Of(one.ID)
		if err == nil && customerID == one.CustomerID {
			continue
		}
		if err != nil && !errors.Is(err, store.ErrFull) {
			return nil, err
		}
		if drawn == nil {
			drawn = map[int64]bool{}
		}
		drawn[one.ID] = true
		hits, err := c.find(customer.Ref{Kind: customer.ByCustomerID, Text: one.CustomerID})
		if err != nil {
			return nil, err
		}
		if len(hits) > 0 {
			return nil, store.ErrTaken
		}
	}
	return drawn, nil
}

// loadNumbering reads the tenant's number and what its customerIds are made
// from.
func (s *Store) loadNumbering(c conn, name string) error {
	return c.rows("SELECT tenant, prefix, secret FROM tenants WHERE name = ?1", func(r *row) error {
		s.tenant, s.numbering = r.int(), contract.Numbering{Prefix: r.text(), Secret: r.int()}
		return nil
	}, name)
}
