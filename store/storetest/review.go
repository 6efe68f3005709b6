package storetest

import (
	"sync"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

// lease is how long claims of these cases last.
const lease = 10 * time.Minute

// claim takes a cluster of the run "r" for a holder.
func (l *lab) claim(s store.Reviews, cluster, holder string) store.Claim {
	l.Helper()
	got, err := s.Claim(l.ctx, "r", store.Claim{Cluster: cluster, Holder: holder}, lease)
	l.must(err)
	return got
}

func (l *lab) claimed(s store.Reviews) []store.Claim {
	l.Helper()
	list, err := s.Claims(l.ctx)
	l.must(err)
	return list
}

// matched opens a store with an outcome of the run "r".
func (l *lab) matched() store.Store {
	l.Helper()
	s := l.open()
	l.must(s.SaveMatching(l.ctx, matching("r", 0)))
	return s
}

var reviewCases = []testCase{
	{"a claim is kept with who and until when", func(l *lab) {
		s := l.matched()
		want := store.Claim{Cluster: "C-é", Holder: "h1", By: "ann", Until: l.now.Add(lease)}
		same(l, "claim", l.claim(s, "C-é", "h1"), want)
		same(l, "claims", l.claimed(s), []store.Claim{want})
	}},
	{"another holder is told whose the claim is", func(l *lab) {
		s := l.matched()
		first := l.claim(s, "C-1", "h1")
		opts := l.options()
		opts.User = "bob"
		same(l, "standing", l.claim(l.openAs(opts), "C-1", "h2"), first)
		same(l, "claims", l.claimed(s), []store.Claim{first})
	}},
	{"the holder's own claim is renewed", func(l *lab) {
		s := l.matched()
		l.claim(s, "C-1", "h1")
		l.now = l.now.Add(time.Minute)
		same(l, "until", l.claim(s, "C-1", "h1").Until, l.now.Add(lease))
		same(l, "claims", len(l.claimed(s)), 1)
	}},
	{"a claim that is over is free to all", func(l *lab) {
		s := l.matched()
		l.claim(s, "C-1", "h1")
		l.now = l.now.Add(lease)
		same(l, "over", len(l.claimed(s)), 0)
		same(l, "holder", l.claim(s, "C-1", "h2").Holder, "h2")
		same(l, "first again", l.claim(s, "C-1", "h1").Holder, "h2")
	}},
	{"a holder looks at one cluster at a time", func(l *lab) {
		s := l.matched()
		l.claim(s, "C-1", "h1")
		second := l.claim(s, "C-2", "h1")
		same(l, "claims", l.claimed(s), []store.Claim{second})
	}},
	{"a claim refused keeps the holder's own", func(l *lab) {
		s := l.matched()
		one, two := l.claim(s, "C-1", "h1"), l.claim(s, "C-2", "h2")
		same(l, "standing", l.claim(s, "C-1", "h2"), one)
		same(l, "claims", l.claimed(s), []store.Claim{one, two})
	}},
	{"release lets go, of nothing too", func(l *lab) {
		s := l.matched()
		l.claim(s, "C-1", "h1")
		two := l.claim(s, "C-2", "h2")
		l.must(s.Release(l.ctx, "h1"))
		l.must(s.Release(l.ctx, "nobody"))
		same(l, "claims", l.claimed(s), []store.Claim{two})
	}},
	{"clusters of an older outcome cannot be claimed", func(l *lab) {
		s := l.open()
		_, err := s.Claim(l.ctx, "", store.Claim{Cluster: "C-1", Holder: "h1"}, lease)
		l.fails(err, store.ErrStale)
		l.must(s.SaveMatching(l.ctx, matching("newer", 0)))
		_, err = s.Claim(l.ctx, "r", store.Claim{Cluster: "C-1", Holder: "h1"}, lease)
		l.fails(err, store.ErrStale)
		same(l, "claims", len(l.claimed(s)), 0)
	}},
	{"claims go on beside a writer", func(l *lab) {
		s := l.matched()
		release, err := l.open().Lock(l.ctx, "import", 0)
		l.must(err)
		same(l, "holder", l.claim(s, "C-1", "h1").Holder, "h1")
		l.must(s.Release(l.ctx, "h1"))
		l.must(release())
	}},
	{"of many that claim at once one gets it", func(l *lab) {
		const many = 6
		stores, got := make([]store.Store, many), make([]store.Claim, many)
		for i := range many {
			stores[i] = l.matched()
		}
		var wait sync.WaitGroup
		for i := range many {
			wait.Go(func() {
				got[i], _ = stores[i].Claim(l.ctx, "r", store.Claim{Cluster: "C-1", Holder: string(rune('a' + i))}, lease)
			})
		}
		wait.Wait()
		for _, c := range got {
			same(l, "holder", c, l.claimed(stores[0])[0])
		}
	}},
	{"tenants claim apart", func(l *lab) {
		a, b := l.openTenant("a"), l.openTenant("b")
		l.must(a.SaveMatching(l.ctx, matching("r", 0)))
		l.must(b.SaveMatching(l.ctx, matching("r", 0)))
		l.claim(a, "C-1", "h1")
		same(l, "holder", l.claim(b, "C-1", "h2").Holder, "h2")
		l.must(a.Release(l.ctx, "h2"))
		same(l, "of a", len(l.claimed(a)), 1)
		same(l, "of b", len(l.claimed(b)), 1)
	}},
	{"judgements among some customers, with those merged into them", func(l *lab) {
		s := l.open()
		list := []*customer.Customer{person(1), person(2), person(3), person(4), person(5)}
		l.add(s, list...)
		l.must(s.Judge(l.ctx, []customer.Judgement{{LeftID: 1, RightID: 2, Verdict: customer.SaysMatch}, {LeftID: 5, RightID: 1, Verdict: customer.SaysUnsure},
			{LeftID: 3, RightID: 4, Verdict: customer.SaysNonMatch}, {LeftID: 4, RightID: 5, Verdict: customer.SaysNonMatch}}))
		l.must(s.Judge(l.ctx, []customer.Judgement{{LeftID: 2, RightID: 1, Verdict: customer.SaysNonMatch}}))
		l.merge(s, list[3], list[4]) // 5 into 4
		l.merge(s, list[2], list[3]) // 4 into 3
		said := func(ids ...int64) (pairs [][2]int64) {
			found, err := s.JudgementsAmong(l.ctx, ids)
			l.must(err)
			for _, j := range found {
				pairs = append(pairs, [2]int64{j.LeftID, j.RightID})
			}
			return pairs
		}
		same(l, "nobody", said(), nil)
		same(l, "one", said(3), nil)
		same(l, "two", said(2, 1), [][2]int64{{1, 2}})
		same(l, "through a chain", said(1, 3), [][2]int64{{1, 5}})
		same(l, "all", said(1, 2, 3), [][2]int64{{1, 2}, {1, 5}})
		found, err := s.JudgementsAmong(l.ctx, []int64{1, 2})
		l.must(err)
		same(l, "the newest", found, []customer.Judgement{{LeftID: 1, RightID: 2, Verdict: customer.SaysNonMatch, By: "ann", On: l.now}})
		other := l.openTenant("b")
		found, err = other.JudgementsAmong(l.ctx, []int64{1, 2})
		l.must(err)
		same(l, "another tenant", len(found), 0)
	}},
}
