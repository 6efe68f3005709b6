package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/sqlite"
	"rollcall/store/storetest"
)

// TestContractFed asks the suite's questions of stores whose indexes are fed by the
// batches themselves and settled now and then.
func TestContractFed(t *testing.T) { contract(t, storetest.RunQuestions, sqlite.OpenFed) }

// load is a load under way, with what it wrote.
type load struct {
	*testing.T
	store store.Store
	run   customer.Run
	r     *rand.Rand
	known []*customer.Customer
}

// TestFed loads batches that create, change and touch customers, is killed now and
// then, and asks the store, whose indexes the batches feed, while it loads and at the end.
func TestFed(t *testing.T) {
	for seed := range uint64(12) {
		path := filepath.Join(t.TempDir(), "fed.db")
		l := &load{T: t, r: rand.New(rand.NewPCG(seed, 1))}
		l.open(path)
		l.check(l.store.Begin(t.Context(), &l.run))
		for range 12 {
			if l.r.IntN(8) == 0 { // as if it was killed: what was fed is gone
				l.check(l.store.Close())
				l.open(path)
			}
			l.take()
			l.ask()
		}
		l.run.Status = customer.Done
		l.check(l.store.Finish(t.Context(), &l.run))
		if open, err := sqlite.Uncovered(t.Context(), l.store); err != nil || open != 0 {
			t.Fatalf("%d customers are not in the indexes, %v", open, err)
		}
		l.ask()
		l.check(l.store.Close())
	}
}

func (l *load) open(path string) {
	l.Helper()
	var err error
	l.store, err = sqlite.OpenLoading(l.Context(), path, store.Options{Mode: store.Write})
	l.check(err)
}

func (l *load) check(err error) {
	l.Helper()
	if err != nil {
		l.Fatal(err)
	}
}

// name is a new last name that others have too.
func (l *load) name() string { return fmt.Sprintf("Ñame%d", l.r.IntN(30)) }

// take takes one random batch.
func (l *load) take() {
	l.Helper()
	batch := store.Batch{Run: l.run.ID}
	ids, customerIDs, err := l.store.Reserve(l.Context(), l.r.IntN(40))
	l.check(err)
	for i, id := range ids {
		c := &customer.Customer{ID: id, CustomerID: customerIDs[i], ImportID: fmt.Sprint("K", id), LastName: l.name(), PhoneNumber: "555-0101", Version: 1}
		c.Address = []customer.Address{{City: l.name(), Type: customer.AddressPrimary}}
		batch.New = append(batch.New, c)
	}
	for at, old := range l.known {
		switch l.r.IntN(60) {
		case 0:
			next := old.Clone()
			next.LastName, next.Version = l.name(), old.Version+1
			l.known[at] = next
			batch.Changed = append(batch.Changed, store.Revision{Customer: next, Base: old.Version})
			batch.Journal = append(batch.Journal, customer.Change{Customer: old.ID, Version: next.Version, Op: "import"})
		case 1:
			batch.Related = append(batch.Related, customer.Related{Kind: customer.Orders, ID: fmt.Sprint("O", old.ID), CustomerID: old.ID, Data: []byte(`{}`)})
		}
	}
	l.check(l.store.Take(l.Context(), batch))
	l.known = append(l.known, batch.New...)
}

// ask looks for a last name and a city in every way that an index answers.
func (l *load) ask() {
	l.Helper()
	for range 5 {
		name := l.name()
		for _, q := range []store.Query{{Search: name}, {Filters: []store.Filter{{Field: "lastName", Op: store.Eq, Value: name}}, Sort: []store.Sort{{Field: "lastName"}}, Limit: 20},
			{Filters: []store.Filter{{Field: "address[primary].city", Op: store.Like, Value: name}}}} {
			var want, got []int64
			for _, c := range l.known {
				where := c.LastName
				if len(q.Filters) > 0 && q.Filters[0].Op == store.Like {
					where = c.Address[0].City
				}
				if where == name || q.Limit == 0 && strings.HasPrefix(where, name) {
					want = append(want, c.ID)
				}
			}
			total := len(want)
			for c, err := range l.store.List(l.Context(), q) {
				l.check(err)
				got = append(got, c.ID)
			}
			slices.Sort(want)
			if q.Limit > 0 {
				want = want[:min(q.Limit, int64(len(want)))]
			}
			n, err := l.store.Count(l.Context(), q)
			if err != nil || !reflect.DeepEqual(got, want) || n != int64(total) {
				l.Fatalf("%+v: %d, %v (%v)\nwant %d, %v", q, n, got, err, total, want)
			}
		}
	}
}
