package postgres

import (
	"context"
	"errors"
	"fmt"
	"iter"
)

// errStopped ends a statement whose reader wants no more.
var errStopped = errors.New("stopped")

// stream makes an iterator of what each yields inside one read transaction.
// Nothing is repeated once the reader has seen the first item: a connection
// lost later ends the stream with store.ErrLost.
func stream[T any](ctx context.Context, s *Store, op string, each func(ctx context.Context, t *tx, yield func(T) bool) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		// An early break ends the statement at the server, in place of reading
		// the rest of its result.
		inner, cancel := context.WithCancel(ctx)
		defer cancel()
		started, stopped := false, false
		err := s.retry(ctx, op, func() error {
			t, err := s.begin(inner, reading)
			if err != nil {
				return again(err)
			}
			defer t.drop()
			err = each(inner, t, func(item T) bool {
				started = true
				if !yield(item, nil) {
					stopped = true
					cancel()
				}
				return !stopped
			})
			if !started {
				return again(err)
			}
			return err
		})
		if err != nil && !stopped {
			var zero T
			yield(zero, err)
		}
	}
}

// about names the customer that an error is about.
func about(id int64, err error) error { return fmt.Errorf("customer %d: %w", id, err) }
