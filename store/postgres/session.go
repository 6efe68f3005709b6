package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"rollcall/store"
	"rollcall/store/internal/contract"
)

// tx is one transaction of a store.
type tx struct {
	pgx.Tx
	tenant int64
	store  *Store
	now    time.Time // writing only: one moment for all that the transaction changes
}

// Reading runs at repeatable read, read only: everything that one call reads
// is one snapshot, so that nobody sees half a batch, and such transactions
// neither wait for writers nor make them wait.
var reading = pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}

// Writing runs at read committed: whatever moves the journal's sequence takes
// its tenant's row first and keeps it to the end, so that such transactions go
// one after the other and the sequence grows in the order of commits; what
// they then change they check by version.
var writing = pgx.TxOptions{IsoLevel: pgx.ReadCommitted}

var (
	errReading = errors.New("the store was opened for reading")
	errAgain   = errors.New("nothing was committed")
)

// read runs fn in one read transaction. Reading twice does no harm: when the
// connection is lost, fn runs again from its beginning.
func (s *Store) read(ctx context.Context, op string, fn func(context.Context, *tx) error) error {
	return s.retry(ctx, op, func() error {
		t, err := s.begin(ctx, reading)
		if err != nil {
			return again(err)
		}
		defer t.drop()
		if err := fn(ctx, t); err != nil {
			return again(err)
		}
		return nil
	})
}

// write runs fn in one write transaction: everything happens, or nothing. When
// the connection is lost before the commit, nothing happened and fn runs again;
// when it is lost while committing, the server is asked what became of it.
func (s *Store) write(ctx context.Context, op string, fn func(context.Context, *tx) error) error {
	if s.opts.Mode != store.Write {
		return fmt.Errorf("%s: %w", op, errReading)
	}
	repeated := false
	return s.retry(ctx, op, func() error {
		if repeated {
			if err := s.regain(ctx); err != nil {
				return again(err)
			}
		}
		repeated = true
		t, err := s.begin(ctx, writing)
		if err != nil {
			return again(err)
		}
		defer t.drop()
		xid, err := t.prepareWrite(ctx)
		if err == nil {
			err = fn(ctx, t)
		}
		if err != nil {
			return again(err)
		}
		if err := t.Commit(ctx); lost(err) {
			return s.fate(ctx, xid)
		} else {
			return err
		}
	})
}

// begin starts a transaction. A reader may come before its tenant's first
// writer: the tenant's number is looked up until there is one.
func (s *Store) begin(ctx context.Context, options pgx.TxOptions) (*tx, error) {
	inner, err := s.pool.BeginTx(ctx, options)
	if err != nil {
		return nil, err
	}
	t := &tx{Tx: inner, store: s, tenant: s.tenant.Load(), now: contract.Now(s.opts)}
	if t.tenant == 0 {
		if t.tenant, err = t.one(ctx, "SELECT tenant::bigint FROM tenants WHERE name = $1", contract.Tenant(s.opts)); err != nil {
			t.drop()
			return nil, err
		}
		s.tenant.Store(t.tenant)
	}
	return t, nil
}

// drop ends the transaction if it is not committed. It must reach the server
// even when the caller's context is cancelled, or the connection is closed.
func (t *tx) drop() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = t.Rollback(ctx) // after a commit this does nothing
}

// prepareWrite returns the transaction's number. The join methods that read
// whole tables are switched off: what writers join are short lists with keys of
// a large table, and statistics of temporary tables do not tell the planner so.
func (t *tx) prepareWrite(ctx context.Context) (xid string, err error) {
	err = t.rows(ctx, `SELECT pg_current_xact_id()::text, set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true)`,
		func(r *row) error { xid = r.text(); return nil })
	return xid, err
}
