package pgtest

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// Dump returns every table of a database as text, bytes as the letters that they
// hold, and the samples of values that the planner keeps.
func Dump(ctx context.Context, url string) ([]byte, error) {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return nil, err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	var text string
	err = conn.QueryRow(ctx, `SELECT coalesce(string_agg(query_to_xml('SELECT ' || shown || ' FROM ' || quote_ident(tablename), false, true, '')::text, ''), '')
|| (SELECT coalesce(string_agg(s::text, ''), '') FROM pg_stats s WHERE schemaname = 'public')
FROM pg_tables, LATERAL (SELECT string_agg(CASE data_type WHEN 'bytea' THEN format('encode(%1$I, ''escape'') AS %1$I', column_name)
ELSE quote_ident(column_name) END, ', ') FROM information_schema.columns WHERE table_schema = 'public' AND table_name = tablename) c(shown)
WHERE schemaname = 'public'`).Scan(&text)
	return []byte(text), err
}
