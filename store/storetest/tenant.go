package storetest

import (
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
)

var tenantCases = []testCase{
	{"equal ids and import ids never meet", func(l *lab) {
		a, b := l.openTenant("a"), l.openTenant("b")
		l.add(a, rich(1))
		other := rich(1)
		other.FirstName = "Other"
		l.add(b, other)
		same(l, "a", l.load(a, 1).FirstName, "First1")
		same(l, "b", l.load(b, 1).FirstName, "Other")
		for _, s := range []store.Store{a, b} {
			same(l, "ids", l.ids(s, store.Query{}), []int64{1})
			same(l, "hits", l.hits(s, customer.ByImportID, "RE-1"), hit(1))
			same(l, "related", len(l.load(s, 1).Related), 3)
			n, err := s.Count(l.ctx, store.Query{Search: "example.org"})
			l.must(err)
			same(l, "count", n, 1)
		}
	}},
	{"a change in one leaves the other as it was", func(l *lab) {
		a, b := l.openTenant("a"), l.openTenant("b")
		l.add(a, rich(1), rich(2))
		l.add(b, rich(1), rich(2))
		before, seq := l.portable(b), l.seq(b)
		l.change(a, l.load(a, 1), func(c *customer.Customer) { c.Title = "Ms." })
		m := l.merge(a, l.load(a, 1), l.load(a, 2))
		l.must(a.SaveMatching(l.ctx, matching("r", 2)))
		l.must(a.Judge(l.ctx, []customer.Judgement{{LeftID: 1, RightID: 2, Verdict: customer.SaysMatch}}))
		same(l, "portable", l.portable(b), before)
		same(l, "sequence", l.seq(b), seq)
		same(l, "merges", len(l.merges(b, store.MergeQuery{})), 0)
		same(l, "journal", len(l.changes(b, store.JournalQuery{})), 0)
		_, err := b.LastMatching(l.ctx, true)
		l.fails(err, store.ErrNotFound)
		judgements, err := b.Judgements(l.ctx)
		l.must(err)
		same(l, "judgements", len(judgements), 0)
		l.fails(b.Undo(l.ctx, l.begin(b, "undo"), []store.UndoPlan{{Merge: m.Merge}}), store.ErrNotFound)
	}},
	{"runs and memories are the tenant's own", func(l *lab) {
		a, b := l.openTenant("a"), l.openTenant("b")
		run := l.add(a, person(1))
		l.must(a.Take(l.ctx, store.Batch{Run: run, Memories: []store.Memory{memory("k", 1)}}))
		got, err := b.Recall(l.ctx, []string{"k"})
		l.must(err)
		same(l, "memory", got[0], store.Memory{})
		_, err = b.RunByID(l.ctx, run)
		l.fails(err, store.ErrNotFound)
		l.fails(b.Take(l.ctx, store.Batch{Run: run}), store.ErrNotFound)
		runs, err := b.ListRuns(l.ctx, store.RunQuery{})
		l.must(err)
		same(l, "runs", len(runs), 0)
	}},
	{"no tenant named is the default tenant", func(l *lab) {
		l.add(l.open(), person(1))
		same(l, "ids", l.ids(l.openTenant(store.DefaultTenant), store.Query{}), []int64{1})
	}},
	{"tenants' names are exact", func(l *lab) {
		for i, name := range []string{"Acme", "acme", "acme ", "ac'me", "äcme", "ac/me"} {
			s := l.openTenant(name)
			same(l, fmt.Sprint(i), l.ids(s, store.Query{}), []int64{})
			l.add(s, person(1))
		}
	}},
	{"the status counts the tenant's rows", func(l *lab) {
		l.add(l.openTenant("a"), people(1, 5)...)
		st, err := l.openTenant("b").Status(l.ctx)
		l.must(err)
		same(l, "customers", st.Rows["customers"], 0)
	}},
}
