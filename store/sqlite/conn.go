package sqlite

import (
	"context"
	"errors"
	"sync"

	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store/internal/question"
)

// A new file has pages of 8 KiB: a customer takes nearly 1 KiB, and a load has less
// to do than with SQLite's usual 4 KiB. A file that exists keeps its own. The writer
// checkpoints rarely: a large load in random key order writes each index page once
// per 256 MiB of log (128 MiB in a file with small pages) instead of over and over. A
// cached page takes twice its size in memory: what is reserved for it is a power of
// two.
var writerSettings = []string{
	"PRAGMA page_size = 8192",
	"PRAGMA synchronous = FULL",
	"PRAGMA wal_autocheckpoint = 32768",
	"PRAGMA cache_size = -14336",
}

// Reading a WAL file means taking part in its shared memory, so readers open
// the file for writing too; query_only keeps them from changing anything.
var readerSettings = []string{
	"PRAGMA query_only = ON",
	"PRAGMA cache_size = -8192",
}

// openConn opens a connection to an existing file (flags decide otherwise for
// a store in memory) and sets it up.
func openConn(path string, flags sqlite.OpenFlags, settings []string) (*sqlite.Conn, error) {
	c, err := sqlite.OpenConn(path, flags)
	if err != nil {
		return nil, err
	}
	for _, pragma := range settings {
		err = errors.Join(err, sqlitex.ExecuteTransient(c, pragma, nil))
	}
	if err = errors.Join(err, addFunctions(c)); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// addFunctions makes the functions known that questions call: theirs, and
// email_hash(text), the number behind customers.email_hash.
func addFunctions(c *sqlite.Conn) error {
	err := addFunction(c, "email_hash", func(text string) (sqlite.Value, bool) {
		return sqlite.IntegerValue(emailHash(text)), true
	})
	for name, fn := range question.Functions {
		err = errors.Join(err, addFunction(c, name, func(text string) (sqlite.Value, bool) {
			result, ok := fn(text)
			return sqlite.TextValue(result), ok
		}))
	}
	return err
}

// addFunction makes a deterministic function of one text known; false stands
// for NULL, and NULL in gives NULL out.
func addFunction(c *sqlite.Conn, name string, fn func(string) (sqlite.Value, bool)) error {
	return c.CreateFunction(name, &sqlite.FunctionImpl{
		NArgs: 1, Deterministic: true,
		Scalar: func(_ sqlite.Context, args []sqlite.Value) (sqlite.Value, error) {
			if args[0].Type() != sqlite.TypeNull {
				if result, ok := fn(args[0].Text()); ok {
					return result, nil
				}
			}
			return sqlite.Value{}, nil
		},
	})
}

// pool lends reading connections. It never makes anybody wait, so that a
// stream may be read inside another's loop; a few are kept for the next time.
type pool struct {
	open func() (*sqlite.Conn, error)

	mu     sync.Mutex
	idle   []*sqlite.Conn
	closed bool
}

const keptReaders = 4

var errClosed = errors.New("the store is closed")

// with runs fn on a connection that a cancelled context interrupts.
func (p *pool) with(ctx context.Context, fn func(*sqlite.Conn) error) error {
	c, err := p.take()
	if err != nil {
		return err
	}
	defer p.put(c)
	c.SetInterrupt(ctx.Done())
	return fn(c)
}

func (p *pool) take() (*sqlite.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return nil, errClosed
	}
	if n := len(p.idle); n > 0 {
		c := p.idle[n-1]
		p.idle = p.idle[:n-1]
		return c, nil
	}
	return p.open()
}

func (p *pool) put(c *sqlite.Conn) {
	c.SetInterrupt(nil)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed && len(p.idle) < keptReaders {
		p.idle = append(p.idle, c)
		return
	}
	_ = c.Close() // a reader holds nothing that could be lost
}

// close closes the idle connections; lent ones are closed when they come back.
func (p *pool) close() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	var err error
	for _, c := range p.idle {
		err = errors.Join(err, c.Close())
	}
	p.idle = nil
	return err
}
