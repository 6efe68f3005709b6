package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"rollcall/store"
)

// lockClass is the first half of the writers' advisory locks; the second is the
// tenant's number.
const lockClass = 0x726f6c6c

// lockPoll is how often a lock that another holds is tried again.
const lockPoll = 25 * time.Millisecond

// writerLock is the tenant's lock: an advisory one of a session of its own, so
// that the server releases it when the program dies.
type writerLock struct {
	mu     sync.Mutex
	conn   *pgx.Conn // nil: not held
	holder string
}

// Lock makes this program the tenant's only writer, as store.Runs says.
func (s *Store) Lock(ctx context.Context, holder string, wait time.Duration) (func() error, error) {
	if s.opts.Mode != store.Write {
		return nil, fmt.Errorf("lock: %w", errReading)
	}
	conn, err := s.waitForLock(ctx, holder, wait)
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	s.lock.set(conn, holder)
	return sync.OnceValue(s.unlock), nil
}

// waitForLock tries until the lock is free or the time is over; the last
// attempt's *store.LockedError names who has it then.
func (s *Store) waitForLock(ctx context.Context, holder string, wait time.Duration) (*pgx.Conn, error) {
	conn, err := s.lockSession(ctx)
	if err != nil {
		return nil, err
	}
	limit := time.Now().Add(wait)
	for {
		err := s.tryLock(ctx, conn, holder)
		if err == nil {
			return conn, nil
		}
		if errors.Is(err, store.ErrLocked) && time.Now().Before(limit) {
			err = sleep(ctx, min(lockPoll, time.Until(limit)))
			if err == nil {
				continue
			}
		}
		return nil, errors.Join(err, conn.Close(ctx))
	}
}

// lockSession opens the session that will hold the lock. A holder whose machine
// vanished is noticed within minutes, not hours.
func (s *Store) lockSession(ctx context.Context) (*pgx.Conn, error) {
	conn, err := pgx.ConnectConfig(ctx, s.pool.Config().ConnConfig)
	if err != nil {
		return nil, translate(err)
	}
	if _, err := conn.Exec(ctx, "SET tcp_keepalives_idle = 60"); err != nil {
		return nil, errors.Join(translate(err), conn.Close(ctx))
	}
	return conn, nil
}

// tryLock takes the lock if nobody has it.
func (s *Store) tryLock(ctx context.Context, conn *pgx.Conn, holder string) error {
	var got bool
	err := conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1::int, $2::int)", int32(lockClass), int32(s.tenant.Load())).Scan(&got)
	switch {
	case err != nil:
		return translate(err)
	case !got:
		return s.lockedBy(ctx, conn)
	}
	_, err = conn.Exec(ctx, "INSERT INTO holders (tenant, holder) VALUES ($1, $2) ON CONFLICT (tenant) DO UPDATE SET holder = excluded.holder",
		s.tenant.Load(), holder)
	return translate(err)
}

// lockedBy names the holder in an error.
func (s *Store) lockedBy(ctx context.Context, conn *pgx.Conn) error {
	locked := &store.LockedError{}
	err := conn.QueryRow(ctx, "SELECT holder FROM holders WHERE tenant = $1", s.tenant.Load()).Scan(&locked.Holder)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return translate(err)
	}
	return locked
}

func (l *writerLock) set(conn *pgx.Conn, holder string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.conn, l.holder = conn, holder
}

// unlock releases the lock. One whose connection was lost is released already.
func (s *Store) unlock() error {
	s.lock.mu.Lock()
	defer s.lock.mu.Unlock()
	conn := s.lock.conn
	s.lock.conn = nil
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, err := conn.Exec(ctx, "DELETE FROM holders WHERE tenant = $1", s.tenant.Load())
	if err == nil { // closing would release it too, but only when the server gets to it
		_, err = conn.Exec(ctx, "SELECT pg_advisory_unlock($1::int, $2::int)", int32(lockClass), int32(s.tenant.Load()))
	}
	if lost(err) {
		err = nil
	}
	return errors.Join(translate(err), conn.Close(ctx))
}

// regain makes sure, after a connection was lost, that the lock taken before is
// still held: a restarted server has forgotten it. Another program that took it
// meanwhile is a *store.LockedError.
func (s *Store) regain(ctx context.Context) error {
	s.lock.mu.Lock()
	defer s.lock.mu.Unlock()
	if s.lock.conn == nil || s.lock.conn.Ping(ctx) == nil {
		return nil
	}
	_ = s.lock.conn.Close(ctx) // it is lost
	conn, err := s.waitForLock(ctx, s.lock.holder, 0)
	if err == nil {
		s.lock.conn = conn
	}
	return err
}
