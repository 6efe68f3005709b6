// Package postgres keeps customers in a PostgreSQL database, for teams and
// large bases. Writing goes through COPY into the tables or into temporary
// ones, followed by one statement for the whole set; nothing is sent row by
// row. Any number of programs and tenants share a database; one program writes
// per tenant.
package postgres

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"rollcall/store"
	"rollcall/store/internal/contract"
)

// Store is a database opened for one tenant and one user.
type Store struct {
	opts   store.Options
	url    string
	pool   *pgxpool.Pool
	tenant atomic.Int64 // the tenant's number; 0 until it is known
	lock   writerLock
	pieces pieceLimits
	asked  atomic.Bool // customers were looked for by a late index since the last batch
	filled atomic.Bool // a large batch came: whether the database is empty need not be asked again
	feed   feed

	scattered atomic.Int64                     // how many more recalls look import ids up one by one
	runNames  atomic.Pointer[map[int64]string] // runs' ids by number, as far as they were asked for

	numbering contract.Numbering // of the tenant's customerIds; writing only
}

var _ store.Store = (*Store)(nil)

// maxConns bounds the connections of one program: streams that are read inside
// each other's loops hold one each.
const maxConns = 12

// Open connects to the database that a postgres:// or postgresql:// URL names.
// Opening for writing makes or migrates the schema; opening for reading ends
// with store.ErrNoStore when there is none and store.ErrOlder when it is older.
// Both refuse a newer one with store.ErrNewer. The error never shows the
// password.
func Open(ctx context.Context, url string, opts store.Options) (store.Store, error) {
	s, err := open(ctx, url, opts)
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", Display(url), translateOpening(err))
	}
	return s, nil
}

func open(ctx context.Context, url string, opts store.Options) (*Store, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, errors.New("the URL is not understood: write postgres://user:password@host:port/database")
	}
	config.MaxConns = maxConns
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = 10 * time.Second
	}
	// Temporary tables that exist already are announced with each batch.
	config.ConnConfig.OnNotice = func(*pgconn.PgConn, *pgconn.Notice) {}
	if config.ConnConfig.RuntimeParams["application_name"] == "" {
		config.ConnConfig.RuntimeParams["application_name"] = "rollcall"
	}
	config.AfterConnect = func(ctx context.Context, conn *pgx.Conn) error {
		// Compiling a statement takes longer than most of ours run.
		_, err := conn.Exec(ctx, "SET jit = off")
		return err
	}
	s := &Store{opts: opts, url: url, pieces: usualPieces}
	if err := s.prepare(ctx, config.ConnConfig); err != nil {
		return nil, err
	}
	s.pool, err = pgxpool.NewWithConfig(ctx, config)
	return s, err
}

// prepare checks or migrates the schema and finds the tenant, on a connection
// of its own: a database that cannot be reached is told at once.
func (s *Store) prepare(ctx context.Context, config *pgx.ConnConfig) error {
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	if s.opts.Mode != store.Write {
		return checkSchema(ctx, conn, s.opts.Mode)
	}
	if err := migrate(ctx, conn); err != nil {
		return err
	}
	return s.adopt(ctx, conn)
}

// adopt finds the tenant's number, or makes the tenant.
func (s *Store) adopt(ctx context.Context, conn *pgx.Conn) error {
	name := contract.Tenant(s.opts)
	return pgx.BeginFunc(ctx, conn, func(t pgx.Tx) error {
		if _, err := t.Exec(ctx, `INSERT INTO tenants (name, prefix, secret)
VALUES ($1, $2, ('x' || substr(replace(gen_random_uuid()::text, '-', ''), 17, 16))::bit(64)::bigint) ON CONFLICT (name) DO NOTHING`, name, contract.Prefix(name)); err != nil {
			return err
		}
		var tenant int64
		if err := t.QueryRow(ctx, "SELECT tenant, prefix, secret FROM tenants WHERE name = $1", name).Scan(&tenant, &s.numbering.Prefix, &s.numbering.Secret); err != nil {
			return err
		}
		s.tenant.Store(tenant)
		_, err := t.Exec(ctx, "INSERT INTO reservations (tenant) VALUES ($1) ON CONFLICT DO NOTHING", tenant)
		return err
	})
}

// Close returns all connections.
func (s *Store) Close() error {
	s.feed.hold()()
	s.pool.Close()
	return nil
}

func (s *Store) user() string { return s.opts.User }

// translateOpening keeps what a failed connection says, which tells people
// what to do about it (host, user, authentication) and holds no password.
func translateOpening(err error) error {
	var connect *pgconn.ConnectError
	var pg *pgconn.PgError
	if errors.As(err, &connect) && !(errors.As(err, &pg) && pg.Code == noDatabase) {
		return fmt.Errorf("%w: %w", store.ErrLost, err)
	}
	return translate(err)
}
