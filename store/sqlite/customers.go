package sqlite

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/projection"
)

// Load returns the customers of these ids, in their order, as store.Customers
// says.
func (s *Store) Load(ctx context.Context, ids []int64, include store.Include) ([]*customer.Customer, error) {
	loaded := make([]*customer.Customer, 0, len(ids))
	err := s.read(ctx, "load customers", func(c conn) error {
		for _, id := range ids {
			one, err := c.load(id)
			if err != nil {
				return fmt.Errorf("customer %d: %w", id, err)
			}
			loaded = append(loaded, one)
		}
		for part := range slices.Chunk(loaded, chunkSize) {
			if err := c.include(part, include); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return loaded, nil
}

func (c conn) load(id int64) (found *customer.Customer, err error) {
	err = c.lookup("SELECT "+selected+" FROM customers c WHERE tenant = ? AND id = ?",
		func(b *binder) { b.int(c.tenant); b.int(id) },
		func(r *row) (err error) { found, err = scanCustomer(r); return err })
	if err == nil && found == nil {
		err = store.ErrNotFound
	}
	return found, err
}

// List streams the customers that answer the question, as store.Customers
// says. The whole stream is one snapshot.
func (s *Store) List(ctx context.Context, q store.Query) iter.Seq2[*customer.Customer, error] {
	return stream(ctx, s, "list customers", func(c conn, yield func(*customer.Customer) bool) error {
		p, err := projection.Of(q.Only)
		if err != nil {
			return err
		}
		built, err := c.askPage(q)
		if err != nil {
			return err
		}
		query, args := built.Select(p.Columns)
		chunk := &chunk{conn: c, include: q.Include, yield: yield}
		err = c.transient(query, func(r *row) error {
			one, err := scan(r, p)
			if err != nil {
				return err
			}
			return chunk.add(one)
		}, args)
		if err == nil {
			err = chunk.flush()
		}
		return unlessStopped(err)
	})
}

// Count returns how many customers answer the question.
func (s *Store) Count(ctx context.Context, q store.Query) (n int64, err error) {
	err = s.read(ctx, "count customers", func(c conn) error {
		built, few, err := c.ask(q)
		if err == nil && !few {
			n, err = c.count(built, q)
			return err
		}
		if err != nil {
			return err
		}
		query, args := built.Count()
		return c.transient(query, func(r *row) error { n = r.int(); return nil }, args)
	})
	return n, err
}
