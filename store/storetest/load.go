package storetest

import (
	"encoding/json"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

var loadCases = []testCase{
	{"the whole object comes back as it was given", func(l *lab) {
		s := l.open()
		c := rich(1)
		l.add(s, c)
		want := *c
		want.Related = append([]customer.Related(nil), c.Related...)
		for i := range want.Related {
			want.Related[i].CustomerID = c.ID
		}
		customer.SortRelated(want.Related)
		want.CreatedOn, want.CreatedBy, want.UpdatedOn, want.UpdatedBy = l.now, "ann", l.now, "ann"
		same(l, "customer", *l.load(s, c.ID), want)
	}},
	{"an empty object comes back without empty parts", func(l *lab) {
		s := l.open()
		c := &customer.Customer{ImportID: "only", Version: 1}
		l.add(s, c)
		want := customer.Customer{ID: c.ID, CustomerID: c.CustomerID, ImportID: "only", Version: 1,
			CreatedOn: l.now, CreatedBy: "ann", UpdatedOn: l.now, UpdatedBy: "ann"}
		same(l, "customer", *l.load(s, c.ID), want)
	}},
	{"in the order asked for, repeated where repeated", func(l *lab) {
		s := l.open()
		l.add(s, rich(1), rich(2), rich(3))
		list, err := s.Load(l.ctx, []int64{3, 1, 3}, store.Everything)
		l.must(err)
		var got []string
		for _, c := range list {
			got = append(got, c.ImportID, c.Related[0].ID)
		}
		same(l, "customers", got, []string{"RE-3", "N-3", "RE-1", "N-1", "RE-3", "N-3"})
	}},
	{"an unknown id is not found", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		_, err := s.Load(l.ctx, []int64{1, 2}, store.Include{})
		l.fails(err, store.ErrNotFound)
	}},
	{"who was merged into customers is found through chains", func(l *lab) {
		s := l.open()
		a, b, c, d, e := person(1), person(2), person(3), person(4), person(5)
		l.add(s, a, b, c, d, e)
		l.merge(s, b, c)
		l.merge(s, a, b)
		undone := l.merge(s, d, e)
		ids := func(of ...int64) []int64 {
			list, err := s.MergedInto(l.ctx, of)
			l.must(err)
			return list
		}
		same(l, "of two", ids(d.ID, a.ID, a.ID), []int64{b.ID, c.ID, e.ID})
		same(l, "of one merged away", ids(b.ID), []int64{c.ID})
		l.undo(s, undone.Merge)
		same(l, "after an undo", ids(d.ID, c.ID, 99), nil)
		same(l, "of none", ids(), nil)
		other, err := l.openTenant("other").MergedInto(l.ctx, []int64{a.ID})
		l.must(err)
		same(l, "of another tenant", other, nil)
	}},
	{"no ids, no customers", func(l *lab) {
		list, err := l.open().Load(l.ctx, nil, store.Everything)
		l.must(err)
		same(l, "customers", len(list), 0)
	}},
	{"only the kinds asked for are loaded", func(l *lab) {
		s := l.open()
		l.add(s, rich(1))
		list, err := s.Load(l.ctx, []int64{1}, store.Include{Kinds: []customer.Kind{customer.Notes, customer.Orders}})
		l.must(err)
		same(l, "records", len(list[0].Related), 2)
		list, err = s.Load(l.ctx, []int64{1}, store.Include{})
		l.must(err)
		same(l, "records", len(list[0].Related), 0)
	}},
	{"a merged-away customer is loaded as it stands", func(l *lab) {
		s := l.open()
		a, b := person(1), rich(2)
		l.add(s, a, b)
		l.merge(s, a, b)
		got := l.load(s, b.ID)
		same(l, "merged into", got.MergedInto, a.ID)
		same(l, "own values", got.OrgName, b.OrgName)
		same(l, "records", len(got.Related), 0)
	}},
	{"times are kept to microseconds in UTC", func(l *lab) {
		s := l.open()
		l.now = time.Date(2026, 7, 1, 1, 2, 3, 123456789, time.FixedZone("east", 3*3600))
		l.add(s, person(1))
		got := l.load(s, 1)
		want := time.Date(2026, 6, 30, 22, 2, 3, 123456000, time.UTC)
		same(l, "created", got.CreatedOn, want)
		same(l, "updated", got.UpdatedOn, want)
	}},
	{"related records keep their bytes and their order", func(l *lab) {
		s := l.open()
		c := person(1)
		c.Related = []customer.Related{record(customer.Orders, "b", `{"z":1,"a":1.00}`), record(customer.Orders, "B", `{}`),
			record(customer.Notes, "n", `{"text":"é é \u00e9"}`), record(customer.Integrations, "é", `{"x":null}`)}
		l.add(s, c)
		var got []string
		for _, r := range l.load(s, 1).Related {
			got = append(got, string(r.Kind)+" "+r.ID+" "+string(r.Data))
		}
		same(l, "records", got, []string{`notes n {"text":"é é \u00e9"}`, `orders B {}`, `orders b {"z":1,"a":1.00}`, `integrations é {"x":null}`})
	}},
	{"merge history names the merges that a customer survived", func(l *lab) {
		s := l.open()
		a, b, c := person(1), person(2), person(3)
		l.add(s, a, b, c)
		first := l.merge(s, a, b)
		second := l.merge(s, l.load(s, a.ID), c)
		history := l.load(s, a.ID).MergeHistory
		same(l, "merges", len(history), 2)
		same(l, "first", history[0].ID, first.Merge)
		same(l, "first's secondaries", history[0].Secondaries, []int64{b.ID})
		same(l, "second", history[1].ID, second.Merge)
		same(l, "images", len(history[0].Before), 0)
		same(l, "secondary's", len(l.load(s, b.ID).MergeHistory), 0)
	}},
	{"a stored customer writes the JSON of the given one", func(l *lab) {
		s := l.open()
		l.add(s, rich(1))
		data, err := json.Marshal(plain(l.load(s, 1)))
		l.must(err)
		want, err := json.Marshal(plain(rich(1)))
		l.must(err)
		same(l, "JSON", string(data), string(want))
	}},
}
