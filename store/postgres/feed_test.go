package postgres_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/jackc/pgx/v5"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/postgres"
	"rollcall/store/postgres/pgtest"
)

// indexOf returns the rows of the indexes of pieces and strips, sorted, and how
// far they reach.
func indexOf(t *testing.T, url string) []string {
	t.Helper()
	return texts(t, url, `SELECT 'piece ' || piece || ' ' || segment || ' ' || encode(ids, 'hex') FROM pieces
UNION ALL SELECT 'strip ' || path || ' ' || segment || ' ' || encode(data, 'hex') FROM strips
UNION ALL SELECT 'until ' || (pieces_seq = seq)::text || ' ' || segments FROM tenants ORDER BY 1`)
}

// texts returns what a question of one column answers.
func texts(t *testing.T, url, question string) []string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	rows, err := conn.Query(t.Context(), question)
	if err != nil {
		t.Fatal(err)
	}
	list, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func openFed(t *testing.T, url string) store.Store {
	t.Helper()
	s, err := postgres.OpenFed(t.Context(), url, store.Options{Mode: store.Write, User: "ann"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// loadFed takes nine batches of twenty customers in segments of eighty, and
// calls between after each.
func loadFed(t *testing.T, s store.Store, between func(run string, batch int)) {
	t.Helper()
	run := begin(t, s)
	for i := range 9 {
		take(t, s, newBatch(t, s, run))
		between(run, 1+i)
	}
	if err := s.Finish(t.Context(), &customer.Run{ID: run, Status: customer.Done}); err != nil {
		t.Fatal(err)
	}
}

// What is indexed while it is taken is what the end of the run would index.
func TestFedIndexIsTheGatheredOne(t *testing.T) {
	url := pgtest.URL(t)
	loadFed(t, openFed(t, url), func(_ string, batch int) {
		if n := len(indexOf(t, url)); batch != 4 && (n > 1) != (batch > 4) { // the fourth's is on its way
			t.Errorf("%d rows of the index before batch %d", n, batch)
		}
	})
	fed := indexOf(t, url)
	if !slices.Contains(fed, "until true 3") {
		t.Fatal("the index does not cover all in three segments")
	}
	execute(t, url, "DELETE FROM pieces")
	execute(t, url, "DELETE FROM strips")
	execute(t, url, "UPDATE tenants SET pieces_seq = 0, segments = 0")
	s := openFed(t, url)
	if err := s.Finish(t.Context(), &customer.Run{ID: begin(t, s), Status: customer.Done}); err != nil {
		t.Fatal(err)
	}
	if gathered := indexOf(t, url); !reflect.DeepEqual(fed, gathered) {
		t.Errorf("%d rows fed, %d gathered, and they differ", len(fed), len(gathered))
	}
}

// rename gives a customer another last name.
func rename(t *testing.T, s store.Store, run string, id int64) {
	t.Helper()
	list, err := s.Load(t.Context(), []int64{id}, store.Include{})
	if err != nil {
		t.Fatal(err)
	}
	c := list[0].Clone()
	c.LastName = "Renamed"
	c.Version++
	take(t, s, store.Batch{Run: run, Changed: []store.Revision{{Customer: c, Base: c.Version - 1}}})
}

// Whatever happens between the batches of a load, searches find what is there
// and nothing else.
func TestFeedLeavesWhatItCannotKnow(t *testing.T) {
	for name, between := range map[string]func(url string, s store.Store, run string){
		"rename":              func(_ string, s store.Store, run string) { rename(t, s, run, 5) },
		"another's rename":    func(url string, _ store.Store, run string) { rename(t, openWrite(t, url), run, 5) },
		"another's obfuscate": func(url string, _ store.Store, run string) { obfuscate(t, openWrite(t, url), run, 7) },
		"obfuscate":           func(_ string, s store.Store, run string) { obfuscate(t, s, run, 7) },
	} {
		for _, when := range []int{2, 5, 8, 9} {
			t.Run(name, func(t *testing.T) {
				url := pgtest.URL(t)
				s := openFed(t, url)
				loadFed(t, s, func(run string, batch int) {
					if batch == when {
						between(url, s, run)
					}
				})
				searchAll(t, s)
			})
		}
	}
}

func obfuscate(t *testing.T, s store.Store, run string, id int64) {
	t.Helper()
	if err := s.Obfuscate(t.Context(), run, []int64{id}); err != nil {
		t.Fatal(err)
	}
}

// searchAll looks for each customer by its last name and counts who has it.
func searchAll(t *testing.T, s store.Store) {
	t.Helper()
	holders := map[string]int64{}
	for c, err := range s.List(t.Context(), store.Query{}) {
		if err != nil {
			t.Fatal(err)
		}
		if c.LastName != "" {
			holders[c.LastName]++
		}
	}
	if len(holders) < 10 {
		t.Fatalf("%d names", len(holders))
	}
	for name, want := range holders {
		if n, err := s.Count(t.Context(), store.Query{Filters: []store.Filter{{Field: "lastName", Op: store.Eq, Value: name}}}); n != want || err != nil {
			t.Errorf("%d of %d customers of a name are found, error %v", n, want, err)
		}
	}
}
