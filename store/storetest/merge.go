package storetest

import (
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
)

// plan makes a merge plan of customers as they stand: the survivor gets the
// first secondary's phone notes.
func (l *lab) plan(s store.Customers, survivor *customer.Customer, secondaries ...*customer.Customer) store.MergePlan {
	l.Helper()
	ids := []int64{survivor.ID}
	for _, c := range secondaries {
		ids = append(ids, c.ID)
	}
	members, err := s.Load(l.ctx, ids, store.Include{})
	l.must(err)
	p := store.MergePlan{Result: members[0].Clone(), Merge: customer.Merge{Cluster: "C-1", Survivor: ids[0], Secondaries: ids[1:],
		Choices: []customer.Choice{{Field: "phoneNotes", Value: "é <x>", From: ids[1], Rule: "longest", Reason: "the only one"}}}}
	p.Result.PhoneNotes = "merged " + members[1].PhoneNotes
	for _, c := range members {
		p.Merge.Before = append(p.Merge.Before, customer.Image{Customer: c})
	}
	return p
}

// merge merges customers in a run of its own.
func (l *lab) merge(s store.Store, survivor *customer.Customer, secondaries ...*customer.Customer) store.MergeOutcome {
	l.Helper()
	outcomes, err := s.Merge(l.ctx, l.begin(s, "merge"), []store.MergePlan{l.plan(s, survivor, secondaries...)})
	l.must(err)
	l.must(outcomes[0].Err)
	return outcomes[0]
}

var mergeCases = []testCase{
	{"the survivor is written, secondaries become tombstones", func(l *lab) {
		s := l.open()
		a, b, c := rich(1), rich(2), person(3)
		l.add(s, a, b, c)
		l.tick()
		l.merge(s, a, b, c)
		survivor, tombstone := l.load(s, a.ID), l.load(s, b.ID)
		same(l, "notes", survivor.PhoneNotes, "merged after 5")
		same(l, "versions", []int64{survivor.Version, tombstone.Version, l.load(s, c.ID).Version}, []int64{2, 2, 2})
		same(l, "updated", survivor.UpdatedOn.Equal(l.now) && tombstone.UpdatedOn.Equal(l.now), true)
		same(l, "survivor's keys", []any{survivor.CustomerID, survivor.ImportID, survivor.MergedInto}, []any{a.CustomerID, "RE-1", int64(0)})
		want := plain(b)
		want.Related = nil
		same(l, "tombstone's values", plain(tombstone), want)
		same(l, "tombstone's survivor", tombstone.MergedInto, a.ID)
	}},
	{"related records move, and the outcome names them in order", func(l *lab) {
		s := l.open()
		a, b, c := rich(1), rich(2), rich(3)
		l.add(s, a, b, c)
		outcome := l.merge(s, b, c, a)
		same(l, "moves", outcome.Moved, []customer.Move{
			{Kind: customer.Notes, ID: "N-3", From: 3, To: 2}, {Kind: customer.Memberships, ID: "M-3", From: 3, To: 2}, {Kind: customer.Orders, ID: "O-3", From: 3, To: 2},
			{Kind: customer.Notes, ID: "N-1", From: 1, To: 2}, {Kind: customer.Memberships, ID: "M-1", From: 1, To: 2}, {Kind: customer.Orders, ID: "O-1", From: 1, To: 2}})
		same(l, "survivor has them all", len(l.load(s, b.ID).Related), 9)
	}},
	{"the merge is kept with all that undoing needs", func(l *lab) {
		s := l.open()
		a, b := rich(1), rich(2)
		l.add(s, a, b)
		plan := l.plan(s, a, b)
		run := l.begin(s, "merge")
		l.tick()
		outcomes, err := s.Merge(l.ctx, run, []store.MergePlan{plan})
		l.must(err)
		list, err := s.ListMerges(l.ctx, store.MergeQuery{ID: outcomes[0].Merge, Images: true})
		l.must(err)
		same(l, "merges", len(list), 1)
		want := plan.Merge
		want.ID, want.RunID, want.On, want.By, want.Moved, want.Seq = outcomes[0].Merge, run, l.now, "ann", outcomes[0].Moved, l.seq(s)
		got := list[0]
		same(l, "images", len(got.Before), 2)
		for i := range got.Before {
			same(l, "image", plain(got.Before[i].Customer), plain(plan.Merge.Before[i].Customer))
			same(l, "image's version", got.Before[i].Customer.Version, 1)
		}
		got.Before, want.Before = nil, nil
		same(l, "merge", got, want)
	}},
	{"a plan whose member changed is left out, the others happen", func(l *lab) {
		s := l.open()
		list := people(1, 6)
		l.add(s, list...)
		plans := []store.MergePlan{l.plan(s, list[0], list[1]), l.plan(s, list[2], list[3]), l.plan(s, list[4], list[5])}
		l.change(s, list[1], func(c *customer.Customer) { c.Title = "Ms." })
		l.change(s, list[4], func(c *customer.Customer) { c.Title = "Ms." })
		outcomes, err := s.Merge(l.ctx, l.begin(s, "merge"), plans)
		l.must(err)
		l.fails(outcomes[0].Err, store.ErrStale)
		l.must(outcomes[1].Err)
		l.fails(outcomes[2].Err, store.ErrStale)
		same(l, "merge ids", []int64{outcomes[0].Merge, outcomes[2].Merge}, []int64{0, 0})
		same(l, "live", l.ids(s, store.Query{}), []int64{1, 2, 3, 5, 6})
		same(l, "title", l.load(s, 2).Title, "Ms.")
	}},
	{"of two plans with a common member the first happens", func(l *lab) {
		s := l.open()
		list := people(1, 3)
		l.add(s, list...)
		outcomes, err := s.Merge(l.ctx, l.begin(s, "merge"), []store.MergePlan{l.plan(s, list[0], list[1]), l.plan(s, list[2], list[1])})
		l.must(err)
		l.must(outcomes[0].Err)
		l.fails(outcomes[1].Err, store.ErrStale)
		same(l, "live", l.ids(s, store.Query{}), []int64{1, 3})
	}},
	{"a merged-away customer is not merged again", func(l *lab) {
		s := l.open()
		list := people(1, 3)
		l.add(s, list...)
		plan := l.plan(s, list[2], list[1])
		l.merge(s, list[0], list[1])
		plan.Merge.Before[1].Customer = l.load(s, 2) // even at its present version
		outcomes, err := s.Merge(l.ctx, l.begin(s, "merge"), []store.MergePlan{plan})
		l.must(err)
		l.fails(outcomes[0].Err, store.ErrStale)
	}},
	{"a plan without its images is refused whole", func(l *lab) {
		s := l.open()
		list := people(1, 4)
		l.add(s, list...)
		good, bad := l.plan(s, list[0], list[1]), l.plan(s, list[2], list[3])
		bad.Merge.Before = bad.Merge.Before[:1]
		_, err := s.Merge(l.ctx, l.begin(s, "merge"), []store.MergePlan{good, bad})
		l.refused(err)
		same(l, "live", len(l.ids(s, store.Query{})), 4)
	}},
	{"no plans, no outcomes", func(l *lab) {
		s := l.open()
		outcomes, err := s.Merge(l.ctx, l.begin(s, "merge"), nil)
		l.must(err)
		same(l, "outcomes", len(outcomes), 0)
	}},
	{"the merge of an unknown run is refused", func(l *lab) {
		s := l.open()
		list := people(1, 2)
		l.add(s, list...)
		_, err := s.Merge(l.ctx, "nothing", []store.MergePlan{l.plan(s, list[0], list[1])})
		l.fails(err, store.ErrNotFound)
	}},
	{"merges are listed oldest first and narrowed", func(l *lab) {
		s := l.open()
		list := people(1, 6)
		l.add(s, list...)
		first, second, third := l.merge(s, list[0], list[1]), l.merge(s, list[2], list[3]), l.merge(s, list[0], list[2])
		same(l, "all", l.merges(s, store.MergeQuery{}), []int64{first.Merge, second.Merge, third.Merge})
		same(l, "by survivor or secondary", l.merges(s, store.MergeQuery{Customer: 3}), []int64{second.Merge, third.Merge})
		same(l, "by id", l.merges(s, store.MergeQuery{ID: second.Merge}), []int64{second.Merge})
		listed, err := s.ListMerges(l.ctx, store.MergeQuery{ID: third.Merge})
		l.must(err)
		same(l, "by run", l.merges(s, store.MergeQuery{Runs: []string{listed[0].RunID, "nothing"}}), []int64{third.Merge})
		same(l, "by all", l.merges(s, store.MergeQuery{Runs: []string{listed[0].RunID}, Customer: 2}), []int64(nil))
	}},
	{"hundreds of plans in one call", func(l *lab) {
		s := l.open()
		var list []*customer.Customer
		for n := 1; n <= 600; n++ {
			list = append(list, rich(n))
		}
		l.add(s, list...)
		var plans []store.MergePlan
		for n := 0; n < 600; n += 3 {
			plans = append(plans, l.plan(s, list[n], list[n+1], list[n+2]))
		}
		outcomes, err := s.Merge(l.ctx, l.begin(s, "merge"), plans)
		l.must(err)
		for i, o := range outcomes {
			if o.Err != nil || len(o.Moved) != 6 {
				l.Fatalf("plan %d: %d moves, error %v", i, len(o.Moved), o.Err)
			}
		}
		same(l, "live", len(l.ids(s, store.Query{})), 200)
		findings, err := s.Check(l.ctx)
		l.must(err)
		same(l, "findings", len(findings), 0)
		same(l, "holder", l.load(s, 1).Related[0].CustomerID, 1)
		same(l, "records", fmt.Sprint(len(l.load(s, 598).Related)), "9")
	}},
}

// merges lists merges by their ids.
func (l *lab) merges(s store.Merges, q store.MergeQuery) []int64 {
	l.Helper()
	list, err := s.ListMerges(l.ctx, q)
	l.must(err)
	var ids []int64
	for _, m := range list {
		ids = append(ids, m.ID)
	}
	return ids
}
