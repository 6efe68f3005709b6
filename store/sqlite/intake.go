package sqlite

import (
	"context"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/privacy"
)

// recallSQL reads one memory and whether its customer is merged away. As a join
// SQLite would plan it anew for every key, because of the partial index.
const recallSQL = `SELECT m.key, m.customer, m.source, m.run, m.hash, m.vals,
(SELECT x.merged_into FROM customers x WHERE x.tenant = m.tenant AND x.id = m.customer AND x.merged_into <> 0)
FROM memories m WHERE m.tenant = ? AND m.key = ?`

// Recall returns what each key said last, as store.Intake says.
func (s *Store) Recall(ctx context.Context, keys []string) ([]store.Memory, error) {
	memories := make([]store.Memory, len(keys))
	err := s.read(ctx, "recall keys", func(c conn) error {
		salt, err := c.presentSalt()
		if err != nil {
			return err
		}
		var merged []int64
		for i, key := range keys {
			m := &memories[i]
			if err := c.recall(key, m); err != nil {
				return err
			}
			if m.Key == "" && salt != nil && !privacy.Opaque(key) {
				if err := c.recall(privacy.Seal(salt, key), m); err != nil {
					return err
				}
			}
			if m.Key != "" {
				m.Key = key
				if m.Survivor == 0 {
					merged = append(merged, m.Customer)
				}
			}
		}
		return c.followMemories(memories, merged)
	})
	if err != nil {
		return nil, err
	}
	return memories, nil
}

// recall reads what one key said last; the survivor of a merged-away customer
// is left open.
func (c conn) recall(key string, m *store.Memory) error {
	return c.lookup(recallSQL,
		func(b *binder) { b.int(c.tenant); b.text(key) },
		func(r *row) error {
			*m = store.Memory{Key: r.text(), Customer: r.int(), Source: r.text(), Run: r.text(), Hash: r.bytes(), Values: r.bytes()}
			if !r.bool() {
				m.Survivor = m.Customer
			}
			return nil
		})
}

func (c conn) followMemories(memories []store.Memory, merged []int64) error {
	if merged == nil {
		return nil
	}
	survivors, err := c.survivors(merged)
	for i := range memories {
		if m := &memories[i]; m.Survivor == 0 {
			m.Survivor = survivors[m.Customer]
		}
	}
	return err
}

// Reserve gives out ids and customerIds, as store.Intake says.
func (s *Store) Reserve(ctx context.Context, n int) (ids []int64, customerIDs []string, err error) {
	err = s.write(ctx, "reserve ids", func(c conn) error {
		next, err := c.advance("next_id", n)
		if err != nil {
			return err
		}
		for id := next - int64(n); id < next; id++ {
			ids = append(ids, id)
		}
		customerIDs, err = c.unusedCustomerIDs(n)
		return err
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

// unusedCustomerIDs draws n customerIds that nobody has and that were not
// drawn before: of a few hundred thousand random ones some repeat. The ids
// reserved and not yet taken are only known to this program, which is enough,
// since new customers come from runs, and one runs at a time.
func (c conn) unusedCustomerIDs(n int) ([]string, error) {
	ids := contract.CustomerIDs(c.store.prefix, n)
	for i := 0; i < n; {
		used, err := c.isUsed(ids[i])
		if err != nil {
			return nil, err
		}
		if used {
			ids[i] = contract.CustomerIDs(c.store.prefix, 1)[0]
			continue
		}
		c.store.reserved[ids[i]] = true
		i++
	}
	return ids, nil
}

func (c conn) isUsed(customerID string) (bool, error) {
	used := c.store.reserved[customerID]
	err := c.lookup("SELECT 1 FROM customers WHERE tenant = ? AND customer_id = ?",
		func(b *binder) { b.int(c.tenant); b.text(customerID) },
		func(*row) error { used = true; return nil })
	return used, err
}

// Related returns records of one kind by their ids, as store.Intake says.
func (s *Store) Related(ctx context.Context, kind customer.Kind, ids []string) ([]customer.Related, error) {
	records := make([]customer.Related, len(ids))
	err := s.read(ctx, "find related records", func(c conn) error {
		for i, id := range ids {
			err := c.lookup("SELECT id, customer, data FROM related WHERE tenant = ? AND kind = ? AND id = ?",
				func(b *binder) { b.int(c.tenant); b.text(string(kind)); b.text(id) },
				func(r *row) error {
					records[i] = customer.Related{Kind: kind, ID: r.text(), CustomerID: r.int(), Data: r.bytes()}
					return nil
				})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}

// Tally counts what a run's history rows hold, as store.Intake says. Ids are
// given out in ascending order, so the customers that a run created are looked
// for from the smallest id that it took: their run needs no index.
func (s *Store) Tally(ctx context.Context, run string) (t store.Tally, err error) {
	err = s.read(ctx, "tally run "+run, func(c conn) error {
		no, err := c.runNumber(run)
		if err != nil {
			return err
		}
		counts := []struct {
			into  *int64
			query string
		}{
			{&t.Created, "SELECT count(*) FROM customers WHERE tenant = ?1 AND id >= (SELECT first_id FROM runs WHERE no = ?2) AND created_run = ?2"},
			{&t.Updated, "SELECT count(*) FROM journal WHERE tenant = ?1 AND run = ?2 AND op = 'import'"},
			{&t.RelatedCreated, "SELECT count(*) FROM related WHERE tenant = ?1 AND created_run = ?2"},
			{&t.RelatedUpdated, "SELECT count(*) FROM journal WHERE tenant = ?1 AND run = ?2 AND op = 'related'"},
		}
		for _, count := range counts {
			if *count.into, err = c.one(count.query, c.tenant, no); err != nil {
				return err
			}
		}
		return nil
	})
	return t, err
}
