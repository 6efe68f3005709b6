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
	limit := time.Now().Add(wait)
	for {
		conn, err := s.tryLock(ctx, holder)
		if err == nil {
			s.lock.set(conn, holder)
			return sync.OnceValue(s.unlock), nil
		}
		if ctx.Err() != nil {
			return nil, fmt.Errorf("lock: %w", ctx.Err())
		}
		if !errors.Is(err, store.ErrLocked) || !time.Now().Before(limit) {
			return nil, fmt.Errorf("lock: %w", err)
		}
		if err := sleep(ctx, min(lockPoll, time.Until(limit))); err != nil {
			return nil, fmt.Errorf("lock: %w", err)
		}
	}
}

// tryLock returns the session that holds the lock now. Another holder is a
// *store.LockedError.
func (s *Store) tryLock(ctx context.Context, holder string) (*pgx.Conn, error) {
	config := s.pool.Config().ConnConfig.Copy()
	// A holder whose machine vanished is noticed within minutes, not hours.
	config.RuntimeParams["tcp_keepalives_idle"] = "60"
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return nil, translate(err)
	}
	var got bool
	err = conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1::int, $2::int)", int32(lockClass), int32(s.tenant.Load())).Scan(&got)
	if err == nil && got {
		_, err = conn.Exec(ctx, "INSERT INTO holders (tenant, holder) VALUES ($1, $2) ON CONFLICT (tenant) DO UPDATE SET holder = excluded.holder",
			s.tenant.Load(), holder)
	}
	if err == nil && got {
		return conn, nil
	}
	if err == nil {
		err = s.lockedBy(ctx, conn)
	}
	return nil, errors.Join(translate(err), conn.Close(ctx))
}

// lockedBy names the holder in an error.
func (s *Store) lockedBy(ctx context.Context, conn *pgx.Conn) error {
	locked := &store.LockedError{}
	err := conn.QueryRow(ctx, "SELECT holder FROM holders WHERE tenant = $1", s.tenant.Load()).Scan(&locked.Holder)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
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
	conn, err := s.tryLock(ctx, s.lock.holder)
	if err == nil {
		s.lock.conn = conn
	}
	return err
}
