package sqlite

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"

	"rollcall/store"
)

// locker is the lock that lets one program write for a tenant.
type locker interface {
	lock(ctx context.Context, holder string, wait time.Duration) (release func() error, err error)
	holder() string // who holds it now, "" for nobody
}

// Lock makes this program the tenant's only writer, as store.Runs says. The
// lock is the operating system's on a file beside the store, so that it ends
// with the program; the file's text names the holder.
func (s *Store) Lock(ctx context.Context, holder string, wait time.Duration) (func() error, error) {
	if s.writer == nil {
		return nil, fmt.Errorf("lock: %w", errReading)
	}
	release, err := s.locks.lock(ctx, holder, wait)
	if err != nil {
		return nil, fmt.Errorf("lock: %w", err)
	}
	return release, nil
}

// How often a lock that another holds is tried again, and the shortest time
// that this goes on: somebody may merely be looking who holds it.
const (
	lockPoll   = 25 * time.Millisecond
	lockGlance = 4 * lockPoll
)

// fileLock locks a file named after the store and the tenant.
type fileLock struct{ path string }

func newFileLock(path, tenant string) fileLock {
	sum := sha256.Sum256([]byte(tenant))
	return fileLock{path + "-lock-" + hex.EncodeToString(sum[:6])}
}

func (l fileLock) lock(ctx context.Context, holder string, wait time.Duration) (func() error, error) {
	file := flock.New(l.path, flock.SetPermissions(0o600))
	limited, cancel := context.WithTimeout(ctx, max(wait, lockGlance))
	defer cancel()
	if ok, err := file.TryLockContext(limited, lockPoll); !ok {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil && limited.Err() == nil {
			return nil, err
		}
		return nil, &store.LockedError{Holder: l.name()}
	}
	if err := os.WriteFile(l.path, []byte(holder+"\n"), 0o600); err != nil {
		return nil, errors.Join(err, file.Unlock())
	}
	return sync.OnceValue(func() error {
		return errors.Join(os.Truncate(l.path, 0), file.Unlock())
	}), nil
}

func (l fileLock) holder() string {
	if _, err := os.Stat(l.path); err != nil {
		return "" // looking must not create the file
	}
	file := flock.New(l.path)
	free, err := file.TryRLock()
	if err == nil && free {
		_ = file.Unlock() // nothing to do about it, and the file is closed anyway
		return ""
	}
	return l.name()
}

// name reads who wrote the lock file last.
func (l fileLock) name() string {
	text, err := os.ReadFile(l.path)
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(text))
}

// memoryLock is the lock of a store that no other program can see.
type memoryLock struct {
	free chan struct{}
	mu   sync.Mutex
	by   string
}

func newMemoryLock() *memoryLock {
	l := &memoryLock{free: make(chan struct{}, 1)}
	l.free <- struct{}{}
	return l
}

func (l *memoryLock) lock(ctx context.Context, holder string, wait time.Duration) (func() error, error) {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-l.free:
	default:
		select {
		case <-l.free:
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-timer.C:
			return nil, &store.LockedError{Holder: l.holder()}
		}
	}
	l.set(holder)
	return sync.OnceValue(func() error {
		l.set("")
		l.free <- struct{}{}
		return nil
	}), nil
}

func (l *memoryLock) holder() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.by
}

func (l *memoryLock) set(holder string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.by = holder
}
