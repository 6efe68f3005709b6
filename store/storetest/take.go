package storetest

import (
	"encoding/json"
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
)

var takeCases = []testCase{
	{"an import id belongs to one customer", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		c := person(1)
		l.identify(s, c)
		l.fails(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), New: []*customer.Customer{person2(l, s), c}}), store.ErrTaken)
		same(l, "ids", l.ids(s, store.Query{}), []int64{1})
	}},
	{"the same import id twice in a batch is taken", func(l *lab) {
		s := l.open()
		a, b := person(1), person(1)
		l.identify(s, a, b)
		l.fails(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), New: []*customer.Customer{a, b}}), store.ErrTaken)
		same(l, "ids", l.ids(s, store.Query{}), []int64{})
	}},
	{"a customerId belongs to one customer", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a)
		l.identify(s, b)
		b.CustomerID = a.CustomerID
		l.fails(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), New: []*customer.Customer{b}}), store.ErrTaken)
	}},
	{"a merged-away customer keeps its import id", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b)
		l.merge(s, a, b)
		c := person(2)
		l.identify(s, c)
		l.fails(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), New: []*customer.Customer{c}}), store.ErrTaken)
	}},
	{"a revision writes every value and says who and when", func(l *lab) {
		s := l.open()
		a := person(1)
		l.add(s, a)
		created := l.now
		l.tick()
		opts := l.options()
		opts.User = "bob"
		b := l.openAs(opts)
		next := rich(7)
		next.ID, next.CustomerID, next.Version, next.Related = a.ID, "other", 2, nil
		l.must(b.Take(l.ctx, store.Batch{Run: l.begin(b, "import"), Changed: []store.Revision{{Customer: next, Base: 1}}}))
		want := *next
		want.CustomerID, want.CreatedOn, want.CreatedBy, want.UpdatedOn, want.UpdatedBy = a.CustomerID, created, "ann", l.now, "bob"
		same(l, "customer", *l.load(s, a.ID), want)
		same(l, "old key", len(l.hits(s, customer.ByImportID, "RE-1")), 0)
		same(l, "new key", l.hits(s, customer.ByEmail, "PERSON7@example.org"), hit(a.ID))
		same(l, "search", l.ids(s, store.Query{Search: "first7"}), []int64{a.ID})
	}},
	{"a revision of an older version is stale, and nothing is written", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b)
		l.change(s, a, func(c *customer.Customer) { c.Title = "Ms." })
		before := l.seq(s)
		fresh, stale := l.load(s, b.ID), l.load(s, a.ID)
		fresh.Title, stale.Title = "Mr.", "Mx."
		fresh.Version, stale.Version = 2, 2
		err := s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Changed: []store.Revision{{Customer: fresh, Base: 1}, {Customer: stale, Base: 1}},
			Memories: []store.Memory{memory("k", 1)}, Journal: []customer.Change{{Customer: b.ID, Op: "import", Version: 2}}, Checkpoint: []byte(`{}`)})
		l.fails(err, store.ErrStale)
		same(l, "first", l.load(s, b.ID).Title, "")
		same(l, "second", l.load(s, a.ID).Title, "Ms.")
		same(l, "sequence", l.seq(s), before)
		got, err := s.Recall(l.ctx, []string{"k"})
		l.must(err)
		same(l, "memory", got[0], store.Memory{})
	}},
	{"a revision of an unknown customer is stale", func(l *lab) {
		s := l.open()
		c := person(1)
		c.ID, c.Version = 77, 2
		l.fails(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Changed: []store.Revision{{Customer: c, Base: 1}}}), store.ErrStale)
	}},
	{"a revision cannot take another's import id", func(l *lab) {
		s := l.open()
		l.add(s, person(1), person(2))
		c := l.load(s, 2)
		c.ImportID, c.Version = "RE-1", 2
		l.fails(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Changed: []store.Revision{{Customer: c, Base: 1}}}), store.ErrTaken)
	}},
	{"a customer is revised once in a batch", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		c, d := l.load(s, 1), l.load(s, 1)
		c.Version, d.Version = 2, 3
		l.refused(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Changed: []store.Revision{{Customer: c, Base: 1}, {Customer: d, Base: 2}}}))
		same(l, "version", l.load(s, 1).Version, 1)
	}},
	{"a merged-away customer is revised and stays merged away", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b)
		l.merge(s, a, b)
		next := l.change(s, b, func(c *customer.Customer) { c.Title, c.MergedInto = "Ms.", 0 })
		got := l.load(s, b.ID)
		same(l, "title", got.Title, next.Title)
		same(l, "merged into", got.MergedInto, a.ID)
	}},
	{"a batch of an unknown run is refused", func(l *lab) {
		s := l.open()
		c := person(1)
		l.identify(s, c)
		l.fails(s.Take(l.ctx, store.Batch{Run: "nothing", New: []*customer.Customer{c}}), store.ErrNotFound)
		same(l, "ids", l.ids(s, store.Query{}), []int64{})
	}},
	{"the checkpoint is kept with the batch, and stays without one", func(l *lab) {
		s := l.open()
		run := l.begin(s, "import")
		l.must(s.Take(l.ctx, store.Batch{Run: run, Checkpoint: []byte(`{"row": 1, "é":"<"}`)}))
		l.must(s.Take(l.ctx, store.Batch{Run: run}))
		got, err := s.RunByID(l.ctx, run)
		l.must(err)
		same(l, "checkpoint", string(got.Checkpoint), `{"row": 1, "é":"<"}`)
	}},
	{"a batch is left as it was given", func(l *lab) {
		s := l.open()
		c := rich(1)
		l.identify(s, c)
		batch := store.Batch{Run: l.begin(s, "import"), New: []*customer.Customer{c}, Memories: []store.Memory{memory("b", c.ID), memory("a", c.ID)},
			Journal: []customer.Change{{Customer: c.ID, Op: "import"}}}
		before, err := json.Marshal(batch)
		l.must(err)
		l.must(s.Take(l.ctx, batch))
		after, err := json.Marshal(batch)
		l.must(err)
		same(l, "batch", string(after), string(before))
	}},
	{"a customer without ids is refused", func(l *lab) {
		s := l.open()
		run := l.begin(s, "import")
		for _, spoil := range []func(*customer.Customer){
			func(c *customer.Customer) { c.ID = 0 }, func(c *customer.Customer) { c.CustomerID = "" },
			func(c *customer.Customer) { c.ImportID = "" }, func(c *customer.Customer) { c.Version = 0 },
		} {
			c := person(1)
			l.identify(s, c)
			spoil(c)
			l.refused(s.Take(l.ctx, store.Batch{Run: run, New: []*customer.Customer{c}}))
		}
	}},
	{"fifty thousand customers in one batch", func(l *lab) {
		s := l.open()
		list := people(1, 50_000)
		l.identify(s, list...)
		run := l.begin(s, "import")
		memories := make([]store.Memory, len(list))
		for i, c := range list {
			memories[i] = memory("import:"+c.ImportID, c.ID)
		}
		l.must(s.Take(l.ctx, store.Batch{Run: run, New: list, Memories: memories, Checkpoint: []byte(`{"row":50000}`)}))
		revisions := make([]store.Revision, len(list))
		journal := make([]customer.Change, len(list))
		for i, c := range list {
			next := c.Clone()
			next.Title, next.Version = fmt.Sprint(i), 2
			revisions[i] = store.Revision{Customer: next, Base: 1}
			journal[i] = customer.Change{Customer: c.ID, Version: 2, Op: "import", Fields: customer.Diff(c, next)}
		}
		l.must(s.Take(l.ctx, store.Batch{Run: run, Changed: revisions, Journal: journal}))
		n := 0
		for c, err := range s.List(l.ctx, store.Query{}) {
			l.must(err)
			if c.Title != fmt.Sprint(n) || c.Version != 2 || c.ImportID != list[n].ImportID {
				l.Fatalf("customer %d was not revised", c.ID)
			}
			n++
		}
		same(l, "customers", n, 50_000)
		tally, err := s.Tally(l.ctx, run)
		l.must(err)
		same(l, "tally", tally, store.Tally{Created: 50_000, Updated: 50_000})
	}},
	{"readers see a batch whole or not at all", func(l *lab) {
		s, reader := l.open(), l.open()
		done := make(chan error, 1)
		list := people(1, 3000)
		l.identify(s, list...)
		run := l.begin(s, "import")
		go func() {
			for part := range 10 {
				if err := s.Take(l.ctx, store.Batch{Run: run, New: list[part*300 : (part+1)*300]}); err != nil {
					done <- err
					return
				}
			}
			done <- nil
		}()
		for {
			n, err := reader.Count(l.ctx, store.Query{})
			l.must(err)
			if n%300 != 0 {
				l.Fatalf("a reader saw %d customers of batches of 300", n)
			}
			select {
			case err := <-done:
				l.must(err)
				return
			default:
			}
		}
	}},
}

// person2 is another new customer with reserved ids.
func person2(l *lab, s store.Intake) *customer.Customer {
	l.Helper()
	c := person(2)
	l.identify(s, c)
	return c
}
