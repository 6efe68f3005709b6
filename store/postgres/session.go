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

// pauses are what a call waits between its attempts when the connection is
// lost: long enough for a server to be restarted.
var pauses = []time.Duration{100 * time.Millisecond, 300 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second}

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

// fate finds out what became of a transaction whose commit was not answered.
func (s *Store) fate(ctx context.Context, xid string) error {
	for _, pause := range pauses {
		var status *string
		err := s.pool.QueryRow(ctx, "SELECT pg_xact_status($1::text::xid8)", xid).Scan(&status)
		switch {
		case err == nil && status != nil && *status == "committed":
			return nil
		case err == nil && status != nil && *status == "aborted":
			return errAgain
		case err != nil && !lost(err):
			return err
		}
		if err := sleep(ctx, pause); err != nil {
			return err
		}
	}
	return store.ErrLost
}

// again marks an error after which nothing of the attempt remains and another
// may succeed: a lost connection, or a conflict that the server resolved by
// ending this transaction.
func again(err error) error {
	if lost(err) || conflicting(err) {
		return errors.Join(errAgain, err)
	}
	return err
}

// retry repeats what failed with errAgain, a bounded number of times, and wraps
// the error that remains.
func (s *Store) retry(ctx context.Context, op string, once func() error) error {
	for attempt := 0; ; attempt++ {
		err := once()
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return fmt.Errorf("%s: %w", op, ctx.Err())
		}
		if !errors.Is(err, errAgain) || attempt == len(pauses) {
			return fmt.Errorf("%s: %w", op, translate(err))
		}
		if err := sleep(ctx, pauses[attempt]); err != nil {
			return fmt.Errorf("%s: %w", op, err)
		}
	}
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, sql string, args ...any) (int64, error) {
	tag, err := t.Exec(ctx, sql, args...)
	return tag.RowsAffected(), err
}

// rows runs a statement and calls fn for each row of its result.
func (t *tx) rows(ctx context.Context, sql string, fn func(*row) error, args ...any) error {
	result, err := t.Query(ctx, sql, append([]any{binaryResults}, args...)...)
	if err != nil {
		return err
	}
	defer result.Close()
	for r := (row{}); result.Next(); {
		r.values, r.at = result.RawValues(), 0
		if err := fn(&r); err != nil {
			return err
		}
	}
	return result.Err()
}

// one returns the single bigint of a statement; 0 without a row or when NULL.
func (t *tx) one(ctx context.Context, sql string, args ...any) (n int64, err error) {
	err = t.rows(ctx, sql, func(r *row) error { n = r.int(); return nil }, args...)
	return n, err
}

// binaryResults asks for every column in PostgreSQL's binary format.
var binaryResults = pgx.QueryResultFormats{pgx.BinaryFormatCode}
