package postgres

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// largeTable is from how many bytes of customers on (some tens of thousands)
// searching them is worth an index.
const largeTable = 32 << 20

// indexSearch gives a large base the trigram index that searches for part of a
// name or email use, if the server has the extension pg_trgm and lets this user
// have it. Searches give the same answers without. The index is not part of the
// schema from the start, because filling it row by row doubles the time of a
// first load, and building it afterwards takes a third of that. It is made when
// a store is opened for writing; a table that is in use just then is left for
// the next time.
func indexSearch(ctx context.Context, conn *pgx.Conn) error {
	var wanted bool
	err := conn.QueryRow(ctx, `SELECT pg_relation_size('customers') > $1 AND to_regclass('customers_search') IS NULL
AND EXISTS (SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm')`, largeTable).Scan(&wanted)
	if err != nil || !wanted {
		return err
	}
	if _, err := conn.Exec(ctx, "CREATE EXTENSION IF NOT EXISTS pg_trgm"); err != nil {
		return ifLost(err)
	}
	return ifLost(pgx.BeginFunc(ctx, conn, func(t pgx.Tx) error {
		var schema string
		if err := t.QueryRow(ctx, "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'pg_trgm'").Scan(&schema); err != nil {
			return err
		}
		_, err := t.Exec(ctx, "SET LOCAL lock_timeout = '1s'; SET LOCAL maintenance_work_mem = '256MB'; "+
			"CREATE INDEX IF NOT EXISTS customers_search ON customers USING gin (search "+schema+".gin_trgm_ops)")
		return err
	}))
}

// ifLost keeps the errors that end everything: what the server merely refuses
// leaves the store without the index.
func ifLost(err error) error {
	if lost(err) {
		return err
	}
	return nil
}
