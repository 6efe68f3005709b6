// Package sqlite keeps customers in one SQLite file, without cgo. It is the
// default store.
//
// Readers and the writer do not wait for each other: the file is in WAL mode,
// every question is answered inside one read transaction (one snapshot, its
// related records included), and every writing method is one immediate
// transaction on the store's only writing connection. Writers of other
// programs are waited for.
//
// Commits are synchronous (synchronous=FULL): what was acknowledged survives
// the loss of power, not only of the program. Since writes come in batches,
// that is one flush to disk a batch.
package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync/atomic"

	"zombiezen.com/go/sqlite"

	"rollcall/store"
	"rollcall/store/internal/contract"
)

// Memory is the path of a private store that is kept in memory and gone when
// it is closed.
const Memory = ":memory:"

// Store is one SQLite file, opened for one tenant.
type Store struct {
	path    string
	opts    store.Options
	tenant  int64 // its number; 0 while a reader's tenant has never written
	readers *pool
	writer  chan *sqlite.Conn // holds the writing connection while it is free; nil when opened for reading
	locks   locker
	varies  [64]bool // columns of new customers, as note found them; the holder of the writing connection's
	pieces  pieceLimits
	feed    *feed // of the load under way; nil: none. Only who holds the writing connection looks at it

	interrupt <-chan struct{} // what interrupts the writing connection; its holder's

	numbering  contract.Numbering // of the tenant's customerIds
	emailAsked atomic.Bool        // customers were looked for by email
}

var _ store.Store = (*Store)(nil)

// Open opens the store at path, as the mode of the options says: reading
// refuses a file that is missing or has no schema with store.ErrNoStore and
// creates nothing; writing creates the file (readable by its owner only) or
// migrates it. The path ":memory:" is a fresh private store in memory.
func Open(ctx context.Context, path string, opts store.Options) (store.Store, error) {
	s := &Store{path: path, opts: opts, pieces: usualPieces}
	var err error
	switch {
	case path == Memory:
		err = s.openMemory(ctx)
	case opts.Mode != store.Write:
		err = s.openRead(ctx)
	default:
		err = s.openWrite(ctx)
	}
	if err == nil && opts.Mode != store.Inspect {
		err = s.findTenant(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open store %s: %w", path, translate(ctx, err)), s.Close())
	}
	return s, nil
}

// Close waits for a write that is under way; streams that are still read end by
// themselves. The file's write-ahead log is folded in by whoever closes last.
func (s *Store) Close() error {
	var err error
	if s.writer != nil {
		c := <-s.writer
		if s.feed != nil {
			s.feed.building.Wait()
		}
		err = c.Close()
		s.writer = nil
	}
	if s.readers != nil {
		err = errors.Join(err, s.readers.close())
		s.readers = nil
	}
	if err != nil {
		return fmt.Errorf("close store %s: %w", s.path, translate(context.Background(), err))
	}
	return nil
}

func (s *Store) openMemory(ctx context.Context) error {
	conn, err := openConn(s.path, sqlite.OpenReadWrite|sqlite.OpenCreate, writerSettings)
	if err != nil {
		return err
	}
	s.setWriter(conn)
	s.locks = newMemoryLock()
	return migrate(ctx, conn)
}

func (s *Store) openRead(ctx context.Context) error {
	if info, err := os.Stat(s.path); errors.Is(err, fs.ErrNotExist) {
		return store.ErrNoStore
	} else if err != nil {
		return err
	} else if info.Size() == 0 {
		return store.ErrNoStore
	}
	s.openReaders()
	s.locks = newFileLock(s.path, contract.Tenant(s.opts))
	return s.readers.with(ctx, func(conn *sqlite.Conn) error {
		version, err := schemaVersion(conn)
		switch {
		case err != nil:
			return err
		case version == 0:
			return store.ErrNoStore
		case version < latest() && s.opts.Mode == store.Read:
			return store.ErrOlder
		}
		return nil
	})
}

func (s *Store) openWrite(ctx context.Context) error {
	if err := createFile(s.path); err != nil {
		return err
	}
	conn, err := openConn(s.path, sqlite.OpenReadWrite, writerSettings)
	if err != nil {
		return err
	}
	s.setWriter(conn)
	s.openReaders()
	s.locks = newFileLock(s.path, contract.Tenant(s.opts))
	return migrateFile(ctx, s.path, conn)
}

func (s *Store) setWriter(conn *sqlite.Conn) {
	s.writer = make(chan *sqlite.Conn, 1)
	s.writer <- conn
}

func (s *Store) openReaders() {
	s.readers = &pool{open: func() (*sqlite.Conn, error) { return openConn(s.path, sqlite.OpenReadWrite, readerSettings) }}
}

// createFile makes an empty file that only its owner can read; SQLite gives
// the log beside it the same rights.
func createFile(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// findTenant looks the tenant's number up, and gives it one at its first write.
func (s *Store) findTenant(ctx context.Context) error {
	name := contract.Tenant(s.opts)
	find := func(c conn) error { return s.loadNumbering(c, name) }
	if err := s.read(ctx, "find tenant", find); err != nil || s.tenant != 0 || s.writer == nil {
		return err
	}
	return s.write(ctx, "add tenant", func(c conn) error {
		if err := contract.Text(name); err != nil {
			return err
		}
		if err := c.exec("INSERT INTO tenants (name, prefix, secret) VALUES (?1, ?2, random()) ON CONFLICT DO NOTHING", name, contract.Prefix(name)); err != nil {
			return err
		}
		return find(c)
	})
}
