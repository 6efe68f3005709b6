package storetest

import (
	"fmt"
	"math"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

func matching(run string, pairs int) store.Matching {
	m := store.Matching{Run: run, Records: 10, CandidatePairs: 99, Comparisons: []string{"name", "email"}, Model: []byte(`{"p": 0.1}`), Settings: "é", Seq: 5}
	for n := range pairs {
		m.Pairs = append(m.Pairs, customer.Pair{LeftID: int64(n + 1), RightID: int64(n + 2), LeftImport: fmt.Sprintf("é%04d", n), RightImport: "z",
			Weight: -math.Pi * float64(n), Probability: 1 / (1 + math.Exp(float64(n))), Decision: customer.PossibleMatch, Rule: "email", Levels: []string{"exact", "missing"}})
	}
	m.Clusters = []customer.Cluster{
		{ID: "C-2", WeakestLink: 0.1 + 0.2, Decision: "review", Reasons: []string{"weak_link", "house\"hold"}, Trusted: true,
			Members: []customer.Member{{ID: 9, ImportID: "a", Version: 3}, {ID: 2, ImportID: "z", Version: 1}}},
		{ID: "C-1", WeakestLink: 1, Decision: "auto", Members: []customer.Member{{ID: 4, ImportID: "d", Version: 1}, {ID: 5, ImportID: "e", Version: 1}}},
	}
	return m
}

var matchCases = []testCase{
	{"there is no outcome before the first", func(l *lab) {
		s := l.open()
		_, err := s.LastMatching(l.ctx, true)
		l.fails(err, store.ErrNotFound)
		_, err = s.LastModel(l.ctx)
		l.fails(err, store.ErrNotFound)
	}},
	{"an outcome comes back exactly", func(l *lab) {
		s := l.open()
		want := matching("r", 120)
		l.must(s.SaveMatching(l.ctx, want))
		got, err := s.LastMatching(l.ctx, true)
		l.must(err)
		same(l, "matching", *got, want)
	}},
	{"an outcome comes back in order of import ids, bytewise", func(l *lab) {
		s := l.open()
		want := matching("r", 30)
		mixed := matching("r", 30)
		slices.Reverse(mixed.Pairs)
		slices.Reverse(mixed.Clusters)
		l.must(s.SaveMatching(l.ctx, mixed))
		got, err := s.LastMatching(l.ctx, true)
		l.must(err)
		same(l, "matching", *got, want)
	}},
	{"pairs are loaded when asked for", func(l *lab) {
		s := l.open()
		want := matching("r", 3)
		l.must(s.SaveMatching(l.ctx, want))
		got, err := s.LastMatching(l.ctx, false)
		l.must(err)
		want.Pairs = nil
		same(l, "matching", *got, want)
		got, err = s.LastModel(l.ctx)
		l.must(err)
		want.Clusters = nil
		same(l, "model", *got, want)
	}},
	{"a new outcome takes the place of the old", func(l *lab) {
		s := l.open()
		l.must(s.SaveMatching(l.ctx, matching("one", 5)))
		want := store.Matching{Run: "two"}
		l.must(s.SaveMatching(l.ctx, want))
		got, err := s.LastMatching(l.ctx, true)
		l.must(err)
		same(l, "matching", *got, want)
	}},
	{"judgements are kept with who and when, the smaller id left", func(l *lab) {
		s := l.open()
		l.must(s.Judge(l.ctx, []customer.Judgement{{LeftID: 9, RightID: 2, Verdict: customer.SaysNonMatch, Comment: "é", Origin: "judge", By: "forged"},
			{LeftID: 1, RightID: 7, Verdict: customer.SaysUnsure}}))
		got, err := s.Judgements(l.ctx)
		l.must(err)
		same(l, "judgements", got, []customer.Judgement{{LeftID: 1, RightID: 7, Verdict: customer.SaysUnsure, By: "ann", On: l.now},
			{LeftID: 2, RightID: 9, Verdict: customer.SaysNonMatch, By: "ann", On: l.now, Comment: "é", Origin: "judge"}})
	}},
	{"the newest judgement on a pair counts", func(l *lab) {
		s := l.open()
		l.must(s.Judge(l.ctx, []customer.Judgement{{LeftID: 1, RightID: 2, Verdict: customer.SaysMatch}}))
		l.tick()
		l.must(s.Judge(l.ctx, []customer.Judgement{{LeftID: 2, RightID: 1, Verdict: customer.SaysUnsure}, {LeftID: 1, RightID: 2, Verdict: customer.SaysNonMatch}}))
		got, err := s.Judgements(l.ctx)
		l.must(err)
		same(l, "judgements", got, []customer.Judgement{{LeftID: 1, RightID: 2, Verdict: customer.SaysNonMatch, By: "ann", On: l.now}})
	}},
	{"a judgement is about two customers", func(l *lab) {
		s := l.open()
		l.refused(s.Judge(l.ctx, []customer.Judgement{{LeftID: 1, RightID: 2, Verdict: customer.SaysMatch}, {LeftID: 3, RightID: 3, Verdict: customer.SaysMatch}}))
		got, err := s.Judgements(l.ctx)
		l.must(err)
		same(l, "judgements", len(got), 0)
	}},
}
