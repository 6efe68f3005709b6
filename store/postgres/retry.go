package postgres

import (
	"context"
	"errors"
	"fmt"
	"time"

	"rollcall/store"
)

// pauses are what a call waits between its attempts when the connection is
// lost: long enough for a server to be restarted.
var pauses = []time.Duration{100 * time.Millisecond, 300 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second}

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
