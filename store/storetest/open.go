package storetest

import (
	"sync"

	"rollcall/store"
)

var openCases = []testCase{
	{"reading where nothing is finds no store", func(l *lab) {
		opts := l.options()
		opts.Mode = store.Read
		for range 2 { // the first attempt must not have made one
			_, err := l.db.Open(l.ctx, opts)
			l.fails(err, store.ErrNoStore)
		}
	}},
	{"writing creates a store that can be read", func(l *lab) {
		l.add(l.open(), person(1))
		opts := l.options()
		opts.Mode = store.Read
		same(l, "ids", l.ids(l.openAs(opts), store.Query{}), []int64{1})
	}},
	{"a second opening keeps what is there", func(l *lab) {
		l.add(l.open(), person(1))
		same(l, "ids", l.ids(l.open(), store.Query{}), []int64{1})
	}},
	{"a reader of an unknown tenant finds nothing", func(l *lab) {
		l.add(l.open(), person(1))
		opts := l.options()
		opts.Mode, opts.Tenant = store.Read, "nobody"
		s := l.openAs(opts)
		same(l, "ids", l.ids(s, store.Query{}), []int64{})
		same(l, "seq", l.seq(s), 0)
	}},
	{"a store opened for reading refuses to write", func(l *lab) {
		run := l.add(l.open(), person(1))
		opts := l.options()
		opts.Mode = store.Read
		s := l.openAs(opts)
		_, _, err := s.Reserve(l.ctx, 1)
		l.refused(err)
		l.refused(s.Take(l.ctx, store.Batch{Run: run}))
	}},
	{"a newer schema is refused", func(l *lab) {
		s := l.open()
		st, err := s.Status(l.ctx)
		l.must(err)
		l.db.SetSchema(l.T, st.Schema+1)
		for _, mode := range []store.Mode{store.Read, store.Write, store.Inspect} {
			opts := l.options()
			opts.Mode = mode
			_, err := l.db.Open(l.ctx, opts)
			l.fails(err, store.ErrNewer)
		}
		l.db.SetSchema(l.T, st.Schema)
		l.open()
	}},
	{"an older schema is described and otherwise refused", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		st, err := s.Status(l.ctx)
		l.must(err)
		l.db.SetSchema(l.T, st.Schema-1)
		opts := l.options()
		opts.Mode = store.Read
		_, err = l.db.Open(l.ctx, opts)
		l.fails(err, store.ErrOlder)
		opts.Mode = store.Inspect
		for range 2 { // the first must not have changed it
			older, err := l.openAs(opts).Status(l.ctx)
			l.must(err)
			same(l, "schema", []int{older.Schema, older.Pending}, []int{st.Schema - 1, 1})
			same(l, "customers", older.Rows["customers"], int64(1))
		}
		l.db.SetSchema(l.T, st.Schema)
	}},
	{"programs that start at once migrate one store", func(l *lab) {
		const programs = 6
		errs := make([]error, programs)
		stores := make([]store.Store, programs)
		var wait sync.WaitGroup
		for i := range programs {
			wait.Go(func() { stores[i], errs[i] = l.db.Open(l.ctx, l.options()) })
		}
		wait.Wait()
		for i, err := range errs {
			l.must(err)
			l.add(stores[i], person(i))
			l.must(stores[i].Close())
		}
		same(l, "customers", len(l.ids(l.open(), store.Query{})), programs)
	}},
	{"an open with a cancelled context fails", func(l *lab) {
		_, err := l.db.Open(cancelled(l), l.options())
		l.refused(err)
	}},
}
