package postgres_test

import (
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/postgres"
	"rollcall/store/postgres/pgtest"
)

// indexesOf returns the definitions of the indexes of customers, sorted.
func indexesOf(t *testing.T, url string) []string {
	t.Helper()
	return texts(t, url, "SELECT indexdef FROM pg_indexes WHERE tablename = 'customers' ORDER BY indexdef")
}

// openLate opens a store that leaves the late indexes out for any first batch.
func openLate(t *testing.T, url string) store.Store {
	t.Helper()
	s, err := postgres.OpenIndexed(t.Context(), url, store.Options{Mode: store.Write, User: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func take(t *testing.T, s store.Store, batch store.Batch) {
	t.Helper()
	if err := s.Take(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
}

const lateCount = 3

// A first load goes without the late indexes and leaves them as they were.
func TestFirstLoadMakesIndexesLast(t *testing.T) {
	url := pgtest.URL(t)
	s := openLate(t, url)
	before := indexesOf(t, url)
	run := customer.Run{Kind: "import"}
	if err := s.Begin(t.Context(), &run); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		take(t, s, newBatch(t, s, run.ID))
		if n := len(indexesOf(t, url)); n != len(before)-lateCount {
			t.Fatalf("%d indexes of %d while loading", n, len(before))
		}
	}
	run.Status = customer.Interrupted
	if err := s.Finish(t.Context(), &run); err != nil {
		t.Fatal(err)
	}
	if n := len(indexesOf(t, url)); n != len(before)-lateCount {
		t.Errorf("%d indexes of %d in a run that goes on", n, len(before))
	}
	run.Status = customer.Done
	if err := s.Finish(t.Context(), &run); err != nil {
		t.Fatal(err)
	}
	if after := indexesOf(t, url); strings.Join(after, "\n") != strings.Join(before, "\n") {
		t.Errorf("before the load\n%s\nafter it\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
	}
	take(t, s, newBatch(t, s, run.ID))
	if n := len(indexesOf(t, url)); n != len(before) {
		t.Errorf("%d indexes of %d after a load of a filled store", n, len(before))
	}
}

// A load that asks for customers by email has the index for it from then on.
func TestLoadThatAsksHasIndexes(t *testing.T) {
	url := pgtest.URL(t)
	s := openLate(t, url)
	before, run := len(indexesOf(t, url)), begin(t, s)
	take(t, s, newBatch(t, s, run))
	if _, err := s.Find(t.Context(), []customer.Ref{{Kind: customer.ByEmail, Text: "a@b.example"}}); err != nil {
		t.Fatal(err)
	}
	take(t, s, newBatch(t, s, run))
	if n := len(indexesOf(t, url)); n != before {
		t.Errorf("%d indexes of %d", n, before)
	}
}

// Nobody waits for a load: where somebody reads, the indexes stay.
func TestIndexesStayWhereSomebodyReads(t *testing.T) {
	url := pgtest.URL(t)
	s := openLate(t, url)
	before, run := len(indexesOf(t, url)), begin(t, s)
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if _, err := conn.Exec(t.Context(), "BEGIN; SELECT FROM customers"); err != nil {
		t.Fatal(err)
	}
	take(t, s, newBatch(t, s, run))
	if n := len(indexesOf(t, url)); n != before {
		t.Errorf("%d indexes of %d", n, before)
	}
}

// A user who may write the tables and does not own them leaves indexes alone.
func TestIndexesStayWithTheirOwner(t *testing.T) {
	url := pgtest.URL(t)
	openLate(t, url)
	before := len(indexesOf(t, url))
	execute(t, url, "DO $$ BEGIN CREATE ROLE rollcall_clerk; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
	execute(t, url, "GRANT ALL ON ALL TABLES IN SCHEMA public TO rollcall_clerk")
	separator := "?"
	if strings.Contains(url, "?") {
		separator = "&"
	}
	s := openLate(t, url+separator+"options=-c%20role%3Drollcall_clerk")
	run := begin(t, s)
	take(t, s, newBatch(t, s, run))
	if n := len(indexesOf(t, url)); n != before {
		t.Errorf("%d indexes of %d", n, before)
	}
	if err := s.Finish(t.Context(), &customer.Run{ID: run, Status: customer.Done}); err != nil {
		t.Error(err)
	}
}
