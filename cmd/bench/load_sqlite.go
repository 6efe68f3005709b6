package main

import (
	"context"
	"os/exec"
	"strings"

	"rollcall/samples/generate"
)

// sqlite measures SQLite. Its floor is the sqlite3 program's .import of the
// same columns into a table with a row number as its primary key and a unique
// index on the import id, in the journal mode that the store uses, checkpoint
// included.
func (o *loadOptions) sqlite(ctx context.Context) ([]figure, error) {
	script := []string{
		"PRAGMA journal_mode=wal", "PRAGMA synchronous=normal",
		"CREATE TABLE customers (" + strings.Join(generate.Columns, " TEXT, ") + " TEXT, UNIQUE (import_id))",
		".import --csv --skip 1 " + loadFile + " customers",
		"PRAGMA wal_checkpoint(truncate)",
	}
	floor, err := o.timed(exec.CommandContext(ctx, "sqlite3", append([]string{"floor.db"}, script...)...), "sqlite3 .import")
	if err != nil {
		return nil, err
	}
	figures, err := o.ours(ctx, floor, "SQLite", "own.db", "random.db")
	if err == nil {
		figures[1].ratio, figures[1].bar = figures[1].times(floor), ">= 0.8x"
	}
	return figures, err
}
