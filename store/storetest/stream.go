package storetest

import (
	"context"
	"errors"

	"rollcall/store"
	"rollcall/store/customer"
)

// cancelled returns a context that is over.
func cancelled(l *lab) context.Context {
	ctx, cancel := context.WithCancel(l.ctx)
	cancel()
	return ctx
}

var streamCases = []testCase{
	{"an early break releases everything", func(l *lab) {
		s := l.open()
		l.add(s, people(1, 600)...)
		for range 40 {
			for c, err := range s.List(l.ctx, store.Query{Include: store.Everything}) {
				l.must(err)
				if c.ID == 3 {
					break
				}
			}
		}
		l.add(s, person(601))
		same(l, "customers", len(l.ids(s, store.Query{})), 601)
	}},
	{"a stream that is not read costs nothing", func(l *lab) {
		s := l.open()
		for range 50 {
			s.List(l.ctx, store.Query{})
			s.Journal(l.ctx, store.JournalQuery{})
		}
		l.add(s, person(1))
	}},
	{"streams inside each other", func(l *lab) {
		s := l.open()
		l.add(s, people(1, 20)...)
		pairs := 0
		for a, err := range s.List(l.ctx, store.Query{}) {
			l.must(err)
			for b, err := range s.List(l.ctx, store.Query{}) {
				l.must(err)
				if a.ID < b.ID {
					pairs++
				}
			}
		}
		same(l, "pairs", pairs, 190)
	}},
	{"writing while reading: the stream stays as it began", func(l *lab) {
		s := l.open()
		l.add(s, people(1, 500)...)
		seen := 0
		for c, err := range s.List(l.ctx, store.Query{Include: store.Everything}) {
			l.must(err)
			seen++
			if c.Title != "" {
				l.Fatal("the stream saw a later change")
			}
			if c.ID == 1 {
				l.change(s, &customer.Customer{ID: 400}, func(c *customer.Customer) { c.Title = "late" })
				l.add(s, person(501))
			}
		}
		same(l, "customers", seen, 500)
		same(l, "now", l.load(s, 400).Title, "late")
	}},
	{"a cancelled context ends a stream with its error", func(l *lab) {
		s := l.open()
		l.add(s, people(1, 2000)...)
		ctx, cancel := context.WithCancel(l.ctx)
		defer cancel()
		var failed error
		n := 0
		for _, err := range s.List(ctx, store.Query{}) {
			if n++; n == 10 {
				cancel()
			}
			failed = err
		}
		l.fails(failed, context.Canceled)
		same(l, "customers", len(l.ids(s, store.Query{})), 2000)
	}},
	{"a cancelled context stops every method", func(l *lab) {
		s := l.open()
		run := l.add(s, person(1))
		ctx := cancelled(l)
		_, err := s.Find(ctx, []customer.Ref{{Kind: customer.ByID, Text: "1"}})
		_, err2 := s.Count(ctx, store.Query{})
		_, err3 := s.Recall(ctx, []string{"k"})
		_, err4 := s.RunByID(ctx, run)
		_, err5 := s.Seq(ctx)
		_, err6 := s.Load(ctx, []int64{1}, store.Include{})
		for _, err := range []error{err, err2, err3, err4, err5, err6, s.Take(ctx, store.Batch{Run: run}), s.Judge(ctx, nil),
			s.Begin(ctx, &customer.Run{Kind: "import"}), s.SaveMatching(ctx, store.Matching{})} {
			l.fails(err, context.Canceled)
		}
		same(l, "still there", len(l.ids(s, store.Query{})), 1)
	}},
	{"a batch cancelled on the way leaves nothing", func(l *lab) {
		s := l.open()
		list := people(1, 30_000)
		l.identify(s, list...)
		run := l.begin(s, "import")
		ctx, cancel := context.WithCancel(l.ctx)
		go cancel()
		err := s.Take(ctx, store.Batch{Run: run, New: list})
		n, countErr := s.Count(l.ctx, store.Query{})
		l.must(countErr)
		if (err == nil) != (n == 30_000) || (err != nil && (n != 0 || !errors.Is(err, context.Canceled))) {
			l.Errorf("error %v, and %d customers are there", err, n)
		}
	}},
}
