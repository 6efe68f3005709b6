package storetest

import (
	"rollcall/store"
	"rollcall/store/customer"
)

var journalCases = []testCase{
	{"entries come back with who, when and what", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		l.tick()
		run := l.begin(s, "set")
		entry := customer.Change{Customer: 1, Version: 2, Op: "set", Key: "import:é", Fields: []customer.FieldChange{{Field: "title", Before: "<", After: "é"}},
			Moved: []customer.Move{{Kind: customer.Cards, ID: "C", From: 1, To: 2}}, By: "forged", RunID: "forged", Seq: 99}
		l.must(s.Take(l.ctx, store.Batch{Run: run, Journal: []customer.Change{entry}}))
		entry.Seq, entry.RunID, entry.On, entry.By = l.seq(s), run, l.now, "ann"
		same(l, "journal", l.changes(s, store.JournalQuery{}), []customer.Change{entry})
	}},
	{"creations have no entry", func(l *lab) {
		s := l.open()
		l.add(s, person(1), person(2))
		same(l, "journal", len(l.changes(s, store.JournalQuery{})), 0)
	}},
	{"a merge is told of the survivor and of each secondary", func(l *lab) {
		s := l.open()
		a, b, c := rich(1), rich(2), person(3)
		l.add(s, a, b, c)
		outcome := l.merge(s, a, b, c)
		list := l.changes(s, store.JournalQuery{})
		var ops []string
		for _, change := range list {
			ops = append(ops, change.Op)
			same(l, "version", change.Version, 2)
		}
		same(l, "operations", ops, []string{"merge", "merged_away", "merged_away"})
		same(l, "fields", list[0].Fields, []customer.FieldChange{{Field: "phoneNotes", Before: "after 5", After: "merged after 5"}})
		same(l, "moves", list[0].Moved, outcome.Moved)
		same(l, "secondary's fields", list[1].Fields, []customer.FieldChange{{Field: "mergedInto", After: "1"}})
	}},
	{"an undo is told of everyone", func(l *lab) {
		s := l.open()
		a, b := rich(1), rich(2)
		l.add(s, a, b)
		m := l.merge(s, a, b)
		before := l.seq(s)
		plan := l.undoPlan(s, m.Merge)
		l.must(s.Undo(l.ctx, l.begin(s, "undo"), []store.UndoPlan{plan}))
		list := l.changes(s, store.JournalQuery{AfterSeq: before})
		same(l, "entries", len(list), 2)
		same(l, "survivor's", list[0].Fields, []customer.FieldChange{{Field: "phoneNotes", Before: "merged after 5", After: "after 5"}})
		same(l, "moves", list[0].Moved, plan.Back)
		same(l, "secondary's", list[1].Fields, []customer.FieldChange{{Field: "mergedInto", Before: "1"}})
		same(l, "operation", list[1].Op, "undo")
	}},
	{"narrowed by customers, runs and sequence", func(l *lab) {
		s := l.open()
		l.add(s, person(1), person(2), person(3))
		for _, id := range []int64{1, 2, 3, 1} {
			l.change(s, &customer.Customer{ID: id}, func(c *customer.Customer) { c.Title += "x" })
		}
		list := l.changes(s, store.JournalQuery{})
		same(l, "all", len(list), 4)
		same(l, "customers", l.changes(s, store.JournalQuery{Customers: []int64{1, 3}}), []customer.Change{list[0], list[2], list[3]})
		same(l, "runs", l.changes(s, store.JournalQuery{Runs: []string{list[1].RunID, "nothing", list[3].RunID}}), []customer.Change{list[1], list[3]})
		same(l, "sequence", l.changes(s, store.JournalQuery{AfterSeq: list[2].Seq}), list[3:])
		same(l, "together", l.changes(s, store.JournalQuery{Customers: []int64{1}, Runs: []string{list[0].RunID}, AfterSeq: list[0].Seq - 1}), list[:1])
		same(l, "nobody", len(l.changes(s, store.JournalQuery{Customers: []int64{99}})), 0)
	}},
}
