package postgres

import (
	"context"
	"fmt"
	"iter"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/projection"
)

// chunkSize is how many customers of a stream share a statement that reads
// their related records.
const chunkSize = 2000

// Load returns the customers of these ids, in their order, as store.Customers
// says.
func (s *Store) Load(ctx context.Context, ids []int64, include store.Include) ([]*customer.Customer, error) {
	var loaded []*customer.Customer
	err := s.read(ctx, "load customers", func(ctx context.Context, t *tx) error {
		var err error
		if loaded, err = t.load(ctx, ids); err != nil {
			return err
		}
		return t.include(ctx, loaded, include)
	})
	if err != nil {
		return nil, err
	}
	return loaded, nil
}

func (t *tx) load(ctx context.Context, ids []int64) ([]*customer.Customer, error) {
	found := make(map[int64]*customer.Customer, len(ids))
	err := t.rows(ctx, "SELECT "+selected+" FROM customers c WHERE c.tenant = $1 AND c.id = ANY($2::bigint[])", func(r *row) error {
		c, err := scanCustomer(r)
		if err == nil {
			found[c.ID] = c
		}
		return err
	}, t.tenant, ids)
	if err != nil {
		return nil, err
	}
	loaded := make([]*customer.Customer, len(ids))
	given := make(map[int64]bool, len(ids))
	for i, id := range ids {
		if found[id] == nil {
			return nil, fmt.Errorf("customer %d: %w", id, store.ErrNotFound)
		}
		if loaded[i] = found[id]; given[id] {
			loaded[i] = found[id].Clone()
		}
		given[id] = true
	}
	return loaded, nil
}

// Count returns how many customers answer the question.
func (s *Store) Count(ctx context.Context, q store.Query) (n int64, err error) {
	err = s.read(ctx, "count customers", func(ctx context.Context, t *tx) error {
		built, answering, err := t.ask(ctx, q)
		if err != nil {
			return err
		}
		if answering != few {
			n, err = t.count(ctx, built, q)
			return err
		}
		query, args := built.Count()
		n, err = t.one(ctx, query, args...)
		return err
	})
	return n, err
}

// List streams the customers that answer the question, as store.Customers
// says. The whole stream is one snapshot.
func (s *Store) List(ctx context.Context, q store.Query) iter.Seq2[*customer.Customer, error] {
	return stream(ctx, s, "list customers", func(ctx context.Context, t *tx, yield func(*customer.Customer) bool) error {
		p, err := projection.Of(q.Only)
		if err != nil {
			return err
		}
		built, err := t.askPage(ctx, q)
		if err != nil {
			return err
		}
		query, args := built.Select(p.Columns)
		more, err := t.includes(ctx, q.Include)
		if err != nil {
			return err
		}
		if err := t.inIndexOrder(ctx, q); err != nil {
			return err
		}
		if more {
			return t.chunks(ctx, chunkQuery{query, args, p, q.Include}, yield)
		}
		return t.rows(ctx, query, func(r *row) error {
			c, err := scan(r, p)
			if err == nil && !yield(c) {
				err = errStopped
			}
			return err
		}, args...)
	})
}

// inOrder is the correlation of a column's order and the table's from which on
// pages are read about once by the column's index.
const inOrder = 0.9

// inIndexOrder makes a stream of all customers by import id come from its index
// where the table lies in about that order: it begins at once, where a sort of
// the whole table comes before the first row. The planner would weigh the total
// time alone, without the reader's.
func (t *tx) inIndexOrder(ctx context.Context, q store.Query) error {
	everything := len(q.Filters) == 0 && q.Search == "" && q.AfterSeq == 0 && q.UpdatedAfter.IsZero() && q.Limit == 0
	if !everything || len(q.Sort) != 1 || q.Sort[0].Field != "externalCustomerImportId" {
		return nil
	}
	_, err := t.one(ctx, `SELECT count(set_config(name, 'off', true)) FROM (VALUES ('enable_sort'), ('jit')) setting (name), pg_stats
WHERE schemaname = current_schema() AND tablename = 'customers' AND attname = 'import_id' AND abs(correlation) > $1`, inOrder)
	return err
}

// includes says whether there is anything to include: where no customer has a
// record, each chunk would ask for nothing.
func (t *tx) includes(ctx context.Context, include store.Include) (bool, error) {
	if len(include.Kinds) == 0 || include.MergeHistory {
		return include.MergeHistory, nil
	}
	n, err := t.one(ctx, "SELECT count(*) FROM (SELECT 1 FROM related WHERE tenant = $1 LIMIT 1) r", t.tenant)
	return n > 0, err
}

type chunkQuery struct {
	query   string
	args    []any
	columns *projection.Projection
	include store.Include
}

// chunks reads a query through a cursor, so that each chunk's related records
// can be asked for on the same connection and in the same snapshot.
func (t *tx) chunks(ctx context.Context, q chunkQuery, yield func(*customer.Customer) bool) error {
	// A cursor's plan is made for its first rows unless it is told otherwise.
	if _, err := t.exec(ctx, "SET LOCAL cursor_tuple_fraction = 1"); err != nil {
		return err
	}
	if _, err := t.exec(ctx, "DECLARE listed NO SCROLL CURSOR FOR "+q.query, askable(q.args)...); err != nil {
		return err
	}
	fetch := fmt.Sprintf("FETCH %d FROM listed", chunkSize)
	return ahead(func() (chunk []*customer.Customer, err error) {
		err = t.rows(ctx, fetch, func(r *row) error {
			c, err := scan(r, q.columns)
			chunk = append(chunk, c)
			return err
		})
		if err == nil {
			err = t.include(ctx, chunk, q.include)
		}
		return chunk, err
	}, yield)
}

// ahead passes chunks on while the next one is fetched, so that the server does
// not wait for the reader. The one that is not full is the last. It returns when
// nothing is under way any more.
func ahead(fetch func() ([]*customer.Customer, error), yield func(*customer.Customer) bool) error {
	type fetched struct {
		chunk []*customer.Customer
		err   error
	}
	chunks, over := make(chan fetched), make(chan struct{})
	go func() {
		defer close(chunks)
		for {
			chunk, err := fetch()
			select {
			case chunks <- fetched{chunk, err}:
			case <-over:
				return
			}
			if err != nil || len(chunk) < chunkSize {
				return
			}
		}
	}()
	defer func() {
		close(over)
		for range chunks { // until the fetching has ended
		}
	}()
	for f := range chunks {
		if f.err != nil {
			return f.err
		}
		for _, c := range f.chunk {
			if !yield(c) {
				return errStopped
			}
		}
	}
	return nil
}
