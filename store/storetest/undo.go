package storetest

import (
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// undoPlan plans the undoing of a merge that nothing happened to since.
func (l *lab) undoPlan(s store.Store, merge int64) store.UndoPlan {
	l.Helper()
	list, err := s.ListMerges(l.ctx, store.MergeQuery{ID: merge, Images: true})
	l.must(err)
	m := list[0]
	plan := store.UndoPlan{Merge: merge}
	for _, image := range m.Before {
		present := l.load(s, image.Customer.ID)
		restored := image.Customer.Clone()
		restored.Version = present.Version + 1
		plan.Restore = append(plan.Restore, store.Revision{Customer: restored, Base: present.Version})
	}
	for _, move := range slices.Backward(m.Moved) {
		plan.Back = append(plan.Back, customer.Move{Kind: move.Kind, ID: move.ID, From: move.To, To: move.From})
	}
	for _, secondary := range m.Secondaries {
		plan.Judgements = append(plan.Judgements, customer.Judgement{LeftID: m.Survivor, RightID: secondary, Verdict: customer.SaysNonMatch, Origin: "undo"})
	}
	return plan
}

// undo undoes a merge in a run of its own.
func (l *lab) undo(s store.Store, merge int64) {
	l.Helper()
	l.must(s.Undo(l.ctx, l.begin(s, "undo"), []store.UndoPlan{l.undoPlan(s, merge)}))
}

var undoCases = []testCase{
	{"an undone merge leaves the portable bytes of before", func(l *lab) {
		s := l.open()
		a, b, c := rich(1), rich(2), rich(3)
		l.add(s, a, b, c, rich(4))
		before := l.portable(s)
		m := l.merge(s, b, a, c)
		if l.portable(s) == before {
			l.Error("the merge changed nothing")
		}
		l.undo(s, m.Merge)
		same(l, "portable", l.portable(s), before)
	}},
	{"a chain undone from its end leaves the portable bytes of before", func(l *lab) {
		s := l.open()
		a, b, c := rich(1), rich(2), rich(3)
		l.add(s, a, b, c)
		before := l.portable(s)
		first := l.merge(s, b, c)
		second := l.merge(s, a, b)
		l.undo(s, second.Merge)
		l.undo(s, first.Merge)
		same(l, "portable", l.portable(s), before)
	}},
	{"an undo is a change like any other", func(l *lab) {
		s := l.open()
		a, b := rich(1), person(2)
		l.add(s, a, b)
		m := l.merge(s, a, b)
		l.tick()
		l.undo(s, m.Merge)
		for _, id := range []int64{a.ID, b.ID} {
			got := l.load(s, id)
			same(l, "version", got.Version, 3)
			same(l, "updated", got.UpdatedOn, l.now)
			same(l, "live", got.MergedInto, 0)
		}
		same(l, "aliases", l.hits(s, customer.ByImportID, "RE-2"), hit(b.ID))
	}},
	{"the merge stays known as undone", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b)
		m := l.merge(s, a, b)
		l.tick()
		l.undo(s, m.Merge)
		list, err := s.ListMerges(l.ctx, store.MergeQuery{})
		l.must(err)
		same(l, "undone", list[0].UndoneOn, l.now)
		same(l, "by", list[0].UndoneBy, "ann")
		same(l, "history", l.load(s, a.ID).MergeHistory[0].UndoneOn, l.now)
	}},
	{"its judgements are kept", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b)
		l.undo(s, l.merge(s, b, a).Merge)
		got, err := s.Judgements(l.ctx)
		l.must(err)
		same(l, "judgements", got, []customer.Judgement{{LeftID: 1, RightID: 2, Verdict: customer.SaysNonMatch, By: "ann", On: l.now, Origin: "undo"}})
	}},
	{"undone once only", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b)
		plan := l.undoPlan(s, l.merge(s, a, b).Merge)
		l.must(s.Undo(l.ctx, l.begin(s, "undo"), []store.UndoPlan{plan}))
		l.fails(s.Undo(l.ctx, l.begin(s, "undo"), []store.UndoPlan{plan}), store.ErrUndone)
	}},
	{"an unknown merge is not found", func(l *lab) {
		s := l.open()
		l.fails(s.Undo(l.ctx, l.begin(s, "undo"), []store.UndoPlan{{Merge: 77}}), store.ErrNotFound)
	}},
	{"a customer that changed since makes it stale, and nothing happens", func(l *lab) {
		s := l.open()
		list := []*customer.Customer{rich(1), rich(2), rich(3), rich(4)}
		l.add(s, list...)
		first, second := l.merge(s, list[0], list[1]), l.merge(s, list[2], list[3])
		plans := []store.UndoPlan{l.undoPlan(s, first.Merge), l.undoPlan(s, second.Merge)}
		l.change(s, list[2], func(c *customer.Customer) { c.Title = "Mx." })
		before := l.portable(s)
		l.fails(s.Undo(l.ctx, l.begin(s, "undo"), plans), store.ErrStale)
		same(l, "portable", l.portable(s), before)
		merges, err := s.ListMerges(l.ctx, store.MergeQuery{ID: first.Merge})
		l.must(err)
		same(l, "undone", merges[0].UndoneOn.IsZero(), true)
	}},
	{"a record that is elsewhere by now makes it stale", func(l *lab) {
		s := l.open()
		a, b := person(1), rich(2)
		run := l.add(s, a, b, person(3))
		m := l.merge(s, a, b)
		plan := l.undoPlan(s, m.Merge)
		moved := l.load(s, a.ID).Related[0]
		moved.CustomerID = 3
		l.must(s.Take(l.ctx, store.Batch{Run: run, Related: []customer.Related{moved}}))
		l.fails(s.Undo(l.ctx, l.begin(s, "undo"), []store.UndoPlan{plan}), store.ErrStale)
	}},
	{"customers can be merged again after an undo", func(l *lab) {
		s := l.open()
		a, b := rich(1), rich(2)
		l.add(s, a, b)
		before := l.portable(s)
		l.undo(s, l.merge(s, a, b).Merge)
		l.undo(s, l.merge(s, b, a).Merge)
		same(l, "portable", l.portable(s), before)
	}},
}
