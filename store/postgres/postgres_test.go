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

func TestContract(t *testing.T) { contract(t, storetest.Run, postgres.Open) }

// TestContractIndexed asks the suite's questions of stores whose index of pieces covers what
// imports wrote, as that of a large store does.
func TestContractIndexed(t *testing.T) { contract(t, storetest.RunQuestions, postgres.OpenIndexed) }

type suite func(t *testing.T, fresh storetest.Fresh)

type opener func(context.Context, string, store.Options) (store.Store, error)

func contract(t *testing.T, run suite, open opener) {
	migrated := pgtest.URL(t)
	if err := postgres.Migrate(t.Context(), migrated); err != nil {
		t.Fatal(err)
	}
	run(t, func(t *testing.T, empty bool) storetest.Database {
		var url string
		if empty {
			url = pgtest.URL(t)
		} else {
			url = pgtest.CopyOf(t, migrated)
		}
		return storetest.Database{
			Open: func(ctx context.Context, opts store.Options) (store.Store, error) {
				return open(ctx, url, opts)
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

// dump returns what the database holds, as text.
func dump(t *testing.T, url string) []byte {
	t.Helper()
	all, err := pgtest.Dump(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return all
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
