package storetest

import (
	"rollcall/store"
	"rollcall/store/customer"
)

var sequenceCases = []testCase{
	{"an empty store is at zero", func(l *lab) {
		same(l, "sequence", l.seq(l.open()), 0)
	}},
	{"new customers move it on", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		first := l.seq(s)
		l.add(s, person(2), person(3))
		if second := l.seq(s); first < 1 || second <= first {
			l.Errorf("went from %d to %d", first, second)
		}
	}},
	{"what changes nothing leaves it where it is", func(l *lab) {
		s := l.open()
		run := l.add(s, person(1))
		before := l.seq(s)
		l.must(s.Take(l.ctx, store.Batch{Run: run, Memories: []store.Memory{memory("k", 1)}, Checkpoint: []byte("{}")}))
		_, _, err := s.Reserve(l.ctx, 5)
		l.must(err)
		same(l, "sequence", l.seq(s), before)
	}},
	{"every journal entry has its own number, in order", func(l *lab) {
		s := l.open()
		run := l.add(s, person(1), person(2))
		before := l.seq(s)
		l.must(s.Take(l.ctx, store.Batch{Run: run, Journal: []customer.Change{
			{Customer: 2, Version: 1, Op: "import"}, {Customer: 1, Version: 1, Op: "import"}, {Customer: 2, Version: 1, Op: "import"}}}))
		var got []int64
		for i, change := range l.changes(s, store.JournalQuery{AfterSeq: before}) {
			got = append(got, change.Customer)
			same(l, "number", change.Seq, before+int64(i)+1)
		}
		same(l, "customers", got, []int64{2, 1, 2})
		same(l, "sequence", l.seq(s), before+3)
		same(l, "changed after the second entry", l.ids(s, store.Query{AfterSeq: before + 2}), []int64{2})
	}},
	{"a revision without a journal entry moves the customer on", func(l *lab) {
		s := l.open()
		run := l.add(s, person(1), person(2))
		before := l.seq(s)
		c := l.load(s, 2)
		c.Version = 2
		l.must(s.Take(l.ctx, store.Batch{Run: run, Changed: []store.Revision{{Customer: c, Base: 1}}}))
		same(l, "changed", l.ids(s, store.Query{AfterSeq: before}), []int64{2})
	}},
	{"a related record moves its customer on, not its version", func(l *lab) {
		s := l.open()
		run := l.add(s, person(1), person(2))
		before, updated := l.seq(s), l.now
		l.tick()
		l.must(s.Take(l.ctx, store.Batch{Run: run, Related: []customer.Related{{Kind: customer.Cards, ID: "C", CustomerID: 2, Data: []byte("{}")}}}))
		same(l, "changed", l.ids(s, store.Query{AfterSeq: before}), []int64{2})
		got := l.load(s, 2)
		same(l, "version", got.Version, 1)
		same(l, "updated", got.UpdatedOn, updated)
	}},
	{"a merge moves survivor and secondaries on, an undo too", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b, person(3))
		before := l.seq(s)
		m := l.merge(s, a, b)
		same(l, "merged", l.ids(s, store.Query{AfterSeq: before, Merged: true}), []int64{1, 2})
		before = l.seq(s)
		l.undo(s, m.Merge)
		same(l, "undone", l.ids(s, store.Query{AfterSeq: before}), []int64{1, 2})
	}},
}
