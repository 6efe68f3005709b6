package storetest

import (
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

var keeperCases = []testCase{
	{"the status describes the store", func(l *lab) {
		s := l.open()
		l.add(s, rich(1), person(2))
		st, err := s.Status(l.ctx)
		l.must(err)
		same(l, "customers", st.Rows["customers"], 2)
		same(l, "related", st.Rows["related"], 3)
		same(l, "runs", st.Rows["runs"], 1)
		same(l, "pending", st.Pending, 0)
		if st.Engine == "" || st.Place == "" || st.Schema < 1 || st.Bytes < 1 || strings.Contains(st.Place, "secret") {
			l.Errorf("status %+v", st)
		}
	}},
	{"a sound store has no findings", func(l *lab) {
		s := l.open()
		a, b, c := rich(1), rich(2), rich(3)
		l.add(s, a, b, c)
		l.merge(s, b, c)
		m := l.merge(s, a, b)
		l.undo(s, m.Merge)
		l.change(s, a, func(c *customer.Customer) { c.Title = "Ms." })
		findings, err := s.Check(l.ctx)
		l.must(err)
		same(l, "findings", findings, []store.Finding(nil))
	}},
	{"a version behind its journal is found", func(l *lab) {
		s := l.open()
		run := l.add(s, person(1))
		l.must(s.Take(l.ctx, store.Batch{Run: run, Journal: []customer.Change{{Customer: 1, Version: 5, Op: "set"}}}))
		findings, err := s.Check(l.ctx)
		l.must(err)
		same(l, "findings", len(findings), 1)
		same(l, "code", findings[0].Code, "version_behind_journal")
		same(l, "examples", findings[0].Examples, []string{"1"})
		same(l, "count", findings[0].Count, 1)
	}},
	{"a ledger that its history does not bear out is found", func(l *lab) {
		s := l.open()
		finish := func(id, summary string) {
			run, err := s.RunByID(l.ctx, id)
			l.must(err)
			run.Status, run.Summary = customer.Done, []byte(summary)
			l.must(s.Finish(l.ctx, run))
		}
		finish(l.add(s, person(1), person(2)), `{"rows":{"read":3,"created":2,"updated":0,"rejected":1}}`)
		finish(l.add(s, person(3)), `{"rows":{"read":2,"created":2,"updated":0}}`)
		orders := l.begin(s, "import")
		l.must(s.Take(l.ctx, store.Batch{Run: orders, Related: []customer.Related{card("A", 1, "{}"), card("B", 1, "{}")}}))
		finish(orders, `{"rows":{"created":2,"updated":0}}`)
		finish(l.begin(s, "import"), `{"other":1}`)
		findings, err := s.Check(l.ctx)
		l.must(err)
		same(l, "findings", len(findings), 1)
		same(l, "code", findings[0].Code, "ledger_unbalanced")
		same(l, "count", findings[0].Count, 1)
	}},
	{"a ring of survivors is found", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b)
		m := l.merge(s, a, b)
		plan := store.UndoPlan{Merge: m.Merge}
		for _, id := range []int64{1, 2} {
			present := l.load(s, id)
			next := present.Clone()
			next.Version++
			next.MergedInto = 3 - id
			plan.Restore = append(plan.Restore, store.Revision{Customer: next, Base: present.Version})
		}
		l.must(s.Undo(l.ctx, l.begin(s, "undo"), []store.UndoPlan{plan}))
		findings, err := s.Check(l.ctx)
		l.must(err)
		same(l, "findings", len(findings), 1)
		same(l, "code", findings[0].Code, "alias_without_target")
		same(l, "count", findings[0].Count, 2)
		same(l, "the search for a survivor ends", l.hits(s, customer.ByID, "1"), []store.Hit{{Named: 1}})
	}},
}
