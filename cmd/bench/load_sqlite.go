package main

import (
	"context"
	"os/exec"
	"slices"
	"strings"

	"rollcall/samples/generate"
)

// sqlite measures SQLite. Its floor is the sqlite3 program's .import of the
// same columns into a table with a row number as its primary key and a unique
// index on the import id, in the journal mode that the store uses, checkpoint
// included. A second floor has an index on the email too, as the store does,
// which comes in no order.
func (o *loadOptions) sqlite(ctx context.Context) ([]figure, error) {
	floor, err := o.floorSQLite(ctx, "sqlite3 .import", "floor.db")
	if err != nil {
		return nil, err
	}
	indexed, err := o.floorSQLite(ctx, "sqlite3 .import, emails too", "indexed.db", "CREATE INDEX emails ON customers (email)")
	if err != nil {
		return nil, err
	}
	figures, err := o.ours(ctx, floor, "SQLite", "own.db", "random.db")
	if len(figures) > 1 {
		figures[1].ratio, figures[1].bar = figures[1].times(floor)+", "+figures[1].times(indexed), ">= 0.8x"
		indexed.ratio = indexed.times(floor)
		figures = slices.Insert(figures, 1, indexed)
	}
	return figures, err
}

// floorSQLite imports with the sqlite3 program into a table with these indexes
// beside the unique one.
func (o *loadOptions) floorSQLite(ctx context.Context, name, db string, indexes ...string) (figure, error) {
	script := slices.Concat([]string{db, "PRAGMA journal_mode=wal", "PRAGMA synchronous=normal",
		"CREATE TABLE customers (" + strings.Join(generate.Columns, " TEXT, ") + " TEXT, UNIQUE (import_id))"}, indexes,
		[]string{".import --csv --skip 1 " + loadFile + " customers", "PRAGMA wal_checkpoint(truncate)"})
	return o.timed(exec.CommandContext(ctx, "sqlite3", script...), name)
}
