package pgtest

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Dump returns every table of a database as text, and the samples of values
// that the planner keeps.
func Dump(ctx context.Context, url string) ([]byte, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var text string
	err = conn.QueryRow(ctx, `SELECT coalesce(string_agg(query_to_xml('SELECT * FROM ' || quote_ident(tablename), false, true, '')::text, ''), '')
|| (SELECT coalesce(string_agg(s::text, ''), '') FROM pg_stats s WHERE schemaname = 'public')
FROM pg_tables WHERE schemaname = 'public'`).Scan(&text)
	return []byte(text), err
}
