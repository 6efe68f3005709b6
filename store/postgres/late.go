package postgres

import (
	"context"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// lateIndexes are the indexes of customers that a load can do without. Making
// one of a whole table takes a fraction of the work that filling it row by row
// does, so the first load of an empty database goes without them, and they are
// made when its run ends. Which of them are there is seen from the catalogue
// alone, so that a load that was killed leaves nothing to be put right; until
// the next run ends, questions that they would answer read all customers. The
// indexes of what most customers lack cost a load too little to be among them.
var lateIndexes = []string{
	"CREATE INDEX IF NOT EXISTS customers_email ON customers (tenant, email_key) WHERE email_key <> ''",
	"CREATE INDEX IF NOT EXISTS customers_seq ON customers (tenant, seq, id)",
	"CREATE INDEX IF NOT EXISTS customers_updated ON customers (tenant, updated_on, id)",
}

const lateNames = "customers_email, customers_seq, customers_updated"

// permitting runs statements that need the table's owner and its lock, without
// waiting for anybody who reads or writes it; where these cannot be had, nothing
// happens.
func permitting(statements ...string) string {
	return "DO $do$ BEGIN " + strings.Join(statements, "; ") + "; EXCEPTION WHEN lock_not_available OR insufficient_privilege THEN NULL; END $do$"
}

// prepareIndexes takes the late indexes out of an empty database that is about
// to be filled, at the first large batch. Where customers are looked for by them meanwhile, they are made
// instead, if they are missing.
func (s *Store) prepareIndexes(ctx context.Context, batch store.Batch) error {
	if s.asked.Swap(false) {
		return s.makeIndexes(ctx)
	}
	if int64(len(batch.New)) < s.pieces.manyNew || s.filled.Swap(true) {
		return nil
	}
	err := s.write(ctx, "leave indexes for later", func(ctx context.Context, t *tx) error {
		some, err := t.one(ctx, "SELECT count(*) FROM (SELECT FROM customers LIMIT 1) c")
		if err != nil || some != 0 {
			return err
		}
		_, err = t.exec(ctx, permitting("LOCK TABLE customers IN ACCESS EXCLUSIVE MODE NOWAIT",
			"IF NOT EXISTS (SELECT FROM customers) THEN DROP INDEX IF EXISTS "+lateNames+"; END IF"))
		return err
	})
	if err != nil {
		s.filled.Store(false)
	}
	return err
}

// makeIndexes makes the late indexes that are missing, in a transaction of its
// own: other tenants' writers wait for it.
func (s *Store) makeIndexes(ctx context.Context) error {
	return s.write(ctx, "make indexes", func(ctx context.Context, t *tx) error {
		present, err := t.one(ctx, "SELECT count(to_regclass(name)) FROM unnest(string_to_array($1, ', ')) name", lateNames)
		if err != nil || present == int64(len(lateIndexes)) {
			return err
		}
		_, err = t.exec(ctx, permitting(slices.Concat([]string{"SET LOCAL maintenance_work_mem = '128MB'"}, lateIndexes)...))
		return err
	})
}

// asksLate says whether references are looked up by a late index.
func asksLate(refs []customer.Ref) bool {
	return slices.ContainsFunc(refs, func(r customer.Ref) bool { return r.Kind == customer.ByEmail })
}
