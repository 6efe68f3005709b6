package sqlite

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/gofrs/flock"
	"zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store"
)

// The migrations, numbered from 0001 without gaps. They only go forwards and
// are never edited once released.
//
//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks a SQLite file as ours ("roll").
const applicationID = 0x726f6c6c

var errForeign = errors.New("this SQLite file belongs to another program: choose another")

// latest is the schema version that this program writes: how many migrations
// there are.
func latest() int {
	names, _ := fs.Glob(migrations, "migrations/*.sql") // the pattern is well formed
	return len(names)
}

// schemaVersion returns the version of the file's schema, 0 for an empty file.
// It refuses a newer schema with store.ErrNewer, and other programs' files. All
// is read from one snapshot: another program may be making the schema just now.
func schemaVersion(c *sqlite.Conn) (_ int, err error) {
	defer sqlitex.Save(c)(&err)
	application, err := pragma(c, "application_id")
	if err != nil {
		return 0, err
	}
	version, err := pragma(c, "user_version")
	if err != nil {
		return 0, err
	}
	tables, err := number(c, "SELECT count(*) FROM sqlite_schema")
	switch {
	case err != nil:
		return 0, err
	case application != applicationID && (application != 0 || tables > 0):
		return 0, errForeign
	case version > latest():
		return 0, store.ErrNewer
	}
	return version, nil
}

// migrateFile brings the file up to date. Programs that start at once take
// turns through a lock file of their own: SQLite cannot change an empty file's
// journal mode while another tries the same.
func migrateFile(ctx context.Context, path string, c *sqlite.Conn) error {
	if version, err := schemaVersion(c); err != nil || version == latest() {
		return err
	}
	lock := flock.New(path+"-lock", flock.SetPermissions(0o600))
	if _, err := lock.TryLockContext(ctx, lockPoll); err != nil {
		return fmt.Errorf("lock for migration: %w", err)
	}
	mode := sqlitex.ExecuteTransient(c, "PRAGMA journal_mode = WAL", nil)
	if mode == nil {
		mode = migrate(ctx, c)
	}
	return errors.Join(mode, lock.Unlock())
}

// migrate applies the pending migrations, each in a transaction that looks
// again whether it is still pending.
func migrate(ctx context.Context, c *sqlite.Conn) error {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return err
	}
	c.SetInterrupt(ctx.Done())
	defer c.SetInterrupt(nil)
	for i, name := range names {
		if err := apply(c, name, i+1); err != nil {
			return fmt.Errorf("migration %s: %w", strings.TrimPrefix(name, "migrations/"), err)
		}
	}
	return nil
}

func apply(c *sqlite.Conn, name string, version int) (err error) {
	end, err := sqlitex.ImmediateTransaction(c)
	if err != nil {
		return err
	}
	defer end(&err)
	if present, err := schemaVersion(c); err != nil || present >= version {
		return err
	}
	script, err := fs.ReadFile(migrations, name)
	if err != nil {
		return err
	}
	marks := fmt.Sprintf("PRAGMA user_version = %d; PRAGMA application_id = %d;", version, applicationID)
	return sqlitex.ExecuteScript(c, string(script)+marks, nil)
}

func pragma(c *sqlite.Conn, name string) (int, error) { return number(c, "PRAGMA "+name) }

func number(c *sqlite.Conn, query string) (n int, err error) {
	err = sqlitex.ExecuteTransient(c, query, &sqlitex.ExecOptions{
		ResultFunc: func(stmt *sqlite.Stmt) error { n = stmt.ColumnInt(0); return nil }})
	return n, err
}
