package sqlite

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store"
	"rollcall/store/internal/contract"
)

// writeWait is how long a transaction waits for another program's before it
// gives up. The tenants' lock keeps long writers apart; what is waited for here
// are other tenants' batches and hand changes.
const writeWait = 2 * time.Minute

var errReading = errors.New("the store was opened for reading")

// conn is a connection inside a transaction of a store.
type conn struct {
	*sqlite.Conn
	tenant int64
	store  *Store
	now    time.Time // writing only: one moment for all that the transaction changes
}

// read runs fn in one read transaction: all its statements see one snapshot.
// Errors are translated and wrapped with the operation.
func (s *Store) read(ctx context.Context, op string, fn func(conn) error) error {
	in := func(c *sqlite.Conn) (err error) {
		defer sqlitex.Transaction(c)(&err)
		return fn(conn{Conn: c, tenant: s.tenant, store: s})
	}
	if s.inMemory() {
		return wrap(ctx, op, s.withWriter(ctx, in))
	}
	if s.readers == nil {
		return fmt.Errorf("%s: %w", op, errClosed)
	}
	return wrap(ctx, op, s.readers.with(ctx, in))
}

// write runs fn in one write transaction: everything happens, or nothing.
func (s *Store) write(ctx context.Context, op string, fn func(conn) error) error {
	return s.writeThen(ctx, op, fn, func() {})
}

// writeThen is write with something to do after the commit, before anybody else
// writes.
func (s *Store) writeThen(ctx context.Context, op string, fn func(conn) error, then func()) error {
	return wrap(ctx, op, s.withWriter(ctx, func(c *sqlite.Conn) error {
		err := s.transact(ctx, c, fn)
		if err == nil {
			then()
		}
		return err
	}))
}

func (s *Store) transact(ctx context.Context, c *sqlite.Conn, fn func(conn) error) (err error) {
	end, err := s.begin(ctx, c)
	if err != nil {
		return err
	}
	defer end(&err)
	return fn(conn{Conn: c, tenant: s.tenant, store: s, now: contract.Now(s.opts)})
}

// begin starts a write transaction, waiting for other programs' at most
// writeWait. Mostly there is nothing to wait for: then no clock is set.
func (s *Store) begin(ctx context.Context, c *sqlite.Conn) (func(*error), error) {
	c.SetBusyTimeout(0)
	end, err := sqlitex.ImmediateTransaction(c)
	c.SetBlockOnBusy()
	if sqlite.ErrCode(err).ToPrimary() != sqlite.ResultBusy {
		return end, err
	}
	wait, cancel := context.WithTimeout(ctx, writeWait)
	defer cancel()
	c.SetInterrupt(wait.Done())
	defer c.SetInterrupt(ctx.Done())
	return sqlitex.ImmediateTransaction(c)
}

// withWriter lends the store's only writing connection.
func (s *Store) withWriter(ctx context.Context, fn func(*sqlite.Conn) error) error {
	if s.writer == nil {
		return errReading
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case c := <-s.writer:
		defer func() { s.writer <- c }()
		s.interruptBy(ctx.Done(), c)
		return fn(c)
	}
}

// interruptBy makes the end of a context interrupt the writing connection. Each
// change of contexts waits for a goroutine to come to its turn, behind all the
// work of a load: batches of one context are written without.
func (s *Store) interruptBy(done <-chan struct{}, c *sqlite.Conn) {
	if s.interrupt != done {
		c.SetInterrupt(done)
		s.interrupt = done
	}
}

func (s *Store) inMemory() bool { return s.path == Memory }

// stream makes an iterator of what each yields inside one read transaction. A
// store in memory has a single connection, which the reader of the stream may
// need meanwhile: there everything is read before the first item is given.
func stream[T any](ctx context.Context, s *Store, op string, each func(c conn, yield func(T) bool) error) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var zero T
		if s.inMemory() {
			var all []T
			err := s.read(ctx, op, func(c conn) error {
				return each(c, func(item T) bool { all = append(all, item); return true })
			})
			for _, item := range all {
				if !yield(item, nil) {
					return
				}
			}
			if err != nil {
				yield(zero, err)
			}
			return
		}
		stopped := false
		err := s.read(ctx, op, func(c conn) error {
			return each(c, func(item T) bool { stopped = !yield(item, nil); return !stopped })
		})
		if err != nil && !stopped {
			yield(zero, err)
		}
	}
}

// wrap translates an error and adds the operation to it.
func wrap(ctx context.Context, op string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", op, translate(ctx, err))
}

// translate turns SQLite's codes into the store's errors. SQLite's messages
// name tables and columns, never values.
func translate(ctx context.Context, err error) error {
	switch code := sqlite.ErrCode(err); code.ToPrimary() {
	case sqlite.ResultInterrupt:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &store.LockedError{}
	case sqlite.ResultConstraint:
		if code == sqlite.ResultConstraintUnique || code == sqlite.ResultConstraintPrimaryKey {
			return store.ErrTaken
		}
	case sqlite.ResultBusy, sqlite.ResultLocked:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return &store.LockedError{}
	case sqlite.ResultFull:
		return store.ErrFull
	case sqlite.ResultReadOnly, sqlite.ResultPerm:
		return errors.New("this user may not write the file or its folder: change their permissions, or name another store with --db")
	case sqlite.ResultNotADB:
		return errors.New("this is not a SQLite file: choose another")
	}
	return err
}
