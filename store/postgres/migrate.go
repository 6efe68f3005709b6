package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/jackc/pgx/v5"

	"rollcall/store"
)

// The migrations, numbered from 0001 without gaps. They only go forwards and
// are never edited once released.
//
//go:embed migrations/*.sql
var migrations embed.FS

// migrationLock is the advisory lock that programs which start at once take
// turns by.
const migrationLock = 0x726f6c6c63616c6c

var errEncoding = errors.New("the database does not use UTF-8: make one with ENCODING 'UTF8'")

// latest is the schema version that this program writes: how many migrations
// there are.
func latest() int {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is well formed
	return len(names)
}

// querier is a connection, a pool or a transaction.
type querier interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

// schemaVersion returns the version of the database's schema, 0 when it has
// none of ours. It refuses a newer one with store.ErrNewer.
func schemaVersion(ctx context.Context, q querier) (int, error) {
	var exists bool
	if err := q.QueryRow(ctx, "SELECT to_regclass('rollcall_schema') IS NOT NULL").Scan(&exists); err != nil || !exists {
		return 0, err
	}
	var version int
	err := q.QueryRow(ctx, "SELECT coalesce(max(version), 0) FROM rollcall_schema").Scan(&version)
	if err == nil && version > latest() {
		err = store.ErrNewer
	}
	return version, err
}

// checkSchema is what opening without writing needs.
func checkSchema(ctx context.Context, q querier, mode store.Mode) error {
	version, err := schemaVersion(ctx, q)
	switch {
	case err != nil:
		return err
	case version == 0:
		return store.ErrNoStore
	case version < latest() && mode == store.Read:
		return store.ErrOlder
	}
	return nil
}

// migrate brings the schema up to date: all pending migrations in one
// transaction, under the lock, so that a second program finds them done. The
// lock is taken before the transaction begins: what the session knew of the
// catalogue while it waited is then looked up afresh.
func migrate(ctx context.Context, conn *pgx.Conn) error {
	if version, err := schemaVersion(ctx, conn); err != nil || version == latest() {
		return err
	}
	var encoding string
	if err := conn.QueryRow(ctx, "SELECT current_setting('server_encoding')").Scan(&encoding); err != nil {
		return err
	}
	if encoding != "UTF8" {
		return errEncoding
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", int64(migrationLock)); err != nil {
		return err
	}
	if err := pgx.BeginFunc(ctx, conn, func(t pgx.Tx) error { return applyPending(ctx, t) }); err != nil {
		return err // the connection is closed with it, and the lock released
	}
	_, err := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", int64(migrationLock))
	return err
}

func applyPending(ctx context.Context, t pgx.Tx) error {
	version, err := schemaVersion(ctx, t)
	if err != nil {
		return err
	}
	if version == 0 {
		if _, err := t.Exec(ctx, "CREATE TABLE rollcall_schema (version integer PRIMARY KEY, applied_on timestamptz NOT NULL DEFAULT now())"); err != nil {
			return err
		}
	}
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	for i := version; i < len(names); i++ {
		script, err := migrations.ReadFile(names[i])
		if err != nil {
			return err
		}
		if _, err := t.Conn().PgConn().Exec(ctx, string(script)).ReadAll(); err != nil {
			return fmt.Errorf("%s: %w", names[i], err)
		}
		if _, err := t.Exec(ctx, "INSERT INTO rollcall_schema (version) VALUES ($1)", i+1); err != nil {
			return err
		}
	}
	return nil
}
