package storetest

import (
	"context"
	"errors"
	"time"

	"rollcall/store"
)

var lockCases = []testCase{
	{"another opener is refused and told who holds it", func(l *lab) {
		a, b := l.open(), l.open()
		release, err := a.Lock(l.ctx, "run 7 of ann", 0)
		l.must(err)
		_, err = b.Lock(l.ctx, "run 8", 0)
		l.fails(err, store.ErrLocked)
		var locked *store.LockedError
		same(l, "names a holder", errors.As(err, &locked), true)
		same(l, "holder", locked.Holder, "run 7 of ann")
		l.must(release())
		release, err = b.Lock(l.ctx, "run 8", 0)
		l.must(err)
		l.must(release())
	}},
	{"the same opener is refused as well", func(l *lab) {
		s := l.open()
		release, err := s.Lock(l.ctx, "first", 0)
		l.must(err)
		_, err = s.Lock(l.ctx, "second", 0)
		l.fails(err, store.ErrLocked)
		l.must(release())
	}},
	{"a holder that ends while another waits hands over", func(l *lab) {
		a, b := l.open(), l.open()
		release, err := a.Lock(l.ctx, "first", 0)
		l.must(err)
		got := make(chan error, 1)
		go func() {
			second, err := b.Lock(l.ctx, "second", time.Minute)
			if err == nil {
				err = second()
			}
			got <- err
		}()
		l.must(release())
		l.must(<-got)
	}},
	{"waiting ends with its context", func(l *lab) {
		a, b := l.open(), l.open()
		release, err := a.Lock(l.ctx, "first", 0)
		l.must(err)
		ctx, cancel := context.WithCancel(l.ctx)
		got := make(chan error, 1)
		go func() {
			_, err := b.Lock(ctx, "second", time.Hour)
			got <- err
		}()
		cancel()
		l.fails(<-got, context.Canceled)
		l.must(release())
	}},
	{"releasing twice harms nobody", func(l *lab) {
		a, b := l.open(), l.open()
		first, err := a.Lock(l.ctx, "first", 0)
		l.must(err)
		l.must(first())
		second, err := b.Lock(l.ctx, "second", 0)
		l.must(err)
		l.must(first())
		_, err = a.Lock(l.ctx, "third", 0)
		var locked *store.LockedError
		same(l, "names a holder", errors.As(err, &locked), true)
		same(l, "holder", locked.Holder, "second")
		l.must(second())
	}},
	{"tenants do not lock each other out", func(l *lab) {
		first, err := l.openTenant("a").Lock(l.ctx, "first", 0)
		l.must(err)
		second, err := l.openTenant("b").Lock(l.ctx, "second", 0)
		l.must(err)
		l.must(first())
		l.must(second())
	}},
	{"readers go on beside a holder", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		release, err := s.Lock(l.ctx, "writer", 0)
		l.must(err)
		opts := l.options()
		opts.Mode = store.Read
		same(l, "ids", l.ids(l.openAs(opts), store.Query{}), []int64{1})
		l.must(release())
	}},
	{"the status names the holder", func(l *lab) {
		a, b := l.open(), l.open()
		release, err := a.Lock(l.ctx, "run 7 of ann", 0)
		l.must(err)
		st, err := b.Status(l.ctx)
		l.must(err)
		same(l, "locked", st.LockedBy, "run 7 of ann")
		l.must(release())
		st, err = b.Status(l.ctx)
		l.must(err)
		same(l, "free", st.LockedBy, "")
	}},
	{"a holder whose store is closed holds nothing", func(l *lab) {
		s, err := l.db.Open(l.ctx, l.options())
		l.must(err)
		release, err := s.Lock(l.ctx, "first", 0)
		l.must(err)
		l.must(release())
		l.must(s.Close())
		release, err = l.open().Lock(l.ctx, "second", 0)
		l.must(err)
		l.must(release())
	}},
}
