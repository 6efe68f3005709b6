package postgres_test

import (
	"context"
	"testing"

	"github.com/jackc/pgx/v5"

	"rollcall/store"
	"rollcall/store/postgres"
	"rollcall/store/postgres/pgtest"
	"rollcall/store/storetest"
)

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) storetest.Database {
		url := pgtest.URL(t)
		return storetest.Database{
			Open: func(ctx context.Context, opts store.Options) (store.Store, error) {
				return postgres.Open(ctx, url, opts)
			},
			Bytes: func(t *testing.T) []byte { return dump(t, url) },
			SetSchema: func(t *testing.T, version int) {
				t.Helper()
				execute(t, url, "DELETE FROM rollcall_schema")
				execute(t, url, "INSERT INTO rollcall_schema (version) VALUES ($1)", version)
			},
		}
	})
}

// dump returns every table as text, and the samples of values that the planner
// keeps.
func dump(t *testing.T, url string) []byte {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.Background())
	var text string
	err = conn.QueryRow(t.Context(), `SELECT coalesce(string_agg(query_to_xml('SELECT * FROM ' || quote_ident(tablename), false, true, '')::text, ''), '')
|| (SELECT coalesce(string_agg(s::text, ''), '') FROM pg_stats s WHERE schemaname = 'public')
FROM pg_tables WHERE schemaname = 'public'`).Scan(&text)
	if err != nil {
		t.Fatal(err)
	}
	return []byte(text)
}

// execute runs a statement on a connection of its own.
func execute(t testing.TB, url, sql string, args ...any) {
	t.Helper()
	ctx := context.Background() // also used when the test's own is over
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		t.Error(err) // not Fatal: other goroutines come here too
		return
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, sql, args...); err != nil {
		t.Error(err)
	}
}
