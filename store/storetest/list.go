package storetest

import (
	"fmt"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

// names stores one person per first name and returns the store.
func (l *lab) names(firstNames ...string) store.Store {
	l.Helper()
	s := l.open()
	var list []*customer.Customer
	for i, name := range firstNames {
		c := person(i + 1)
		c.FirstName = name
		list = append(list, c)
	}
	l.add(s, list...)
	return s
}

func sortBy(keys string) store.Query {
	list, err := store.ParseSort(keys)
	if err != nil {
		panic(err) // the cases' own texts
	}
	return store.Query{Sort: list}
}

var listCases = []testCase{
	{"an empty store lists nothing", func(l *lab) {
		s := l.open()
		same(l, "ids", l.ids(s, store.Query{Include: store.Everything}), []int64{})
		n, err := s.Count(l.ctx, store.Query{})
		l.must(err)
		same(l, "count", n, 0)
	}},
	{"everybody, by id", func(l *lab) {
		s := l.names("c", "a", "b")
		same(l, "ids", l.ids(s, store.Query{}), []int64{1, 2, 3})
	}},
	{"text is sorted bytewise, ties by id", func(l *lab) {
		s := l.names("b", "É", "a", "B", "é", "a", "")
		same(l, "ascending", l.ids(s, sortBy("firstName")), []int64{7, 4, 3, 6, 1, 2, 5})
		same(l, "descending", l.ids(s, sortBy("-firstName")), []int64{5, 2, 1, 3, 6, 4, 7})
	}},
	{"several sort keys", func(l *lab) {
		s := l.open()
		a, b, c := person(1), person(2), person(3)
		a.LastName, b.LastName, c.LastName = "Z", "A", "Z"
		l.add(s, a, b, c)
		same(l, "ids", l.ids(s, sortBy("-lastName,-firstName")), []int64{3, 1, 2})
		same(l, "by id down", l.ids(s, sortBy("lastName,-id")), []int64{2, 3, 1})
	}},
	{"versions are sorted as numbers, times as times, flags false first", func(l *lab) {
		s := l.open()
		a, b, c := person(1), person(2), person(3)
		a.Version, b.Version, c.Version = 10, 9, 100
		b.Deceased = true
		l.add(s, a, b)
		l.tick()
		l.add(s, c)
		same(l, "version", l.ids(s, sortBy("version")), []int64{2, 1, 3})
		same(l, "created", l.ids(s, sortBy("-createdOn")), []int64{3, 1, 2})
		same(l, "deceased", l.ids(s, sortBy("-deceased")), []int64{2, 1, 3})
	}},
	{"custom fields are sorted as text, absent ones first", func(l *lab) {
		s := l.open()
		a, b, c := person(1), person(2), person(3)
		a.SetField("n", customer.Value{Type: customer.Number, Text: "10"})
		c.SetField("n", customer.Value{Type: customer.Number, Text: "9"})
		l.add(s, a, b, c)
		same(l, "ids", l.ids(s, sortBy("fields.n")), []int64{2, 1, 3})
	}},
	{"pages, and the count leaves them aside", func(l *lab) {
		s := l.open()
		l.add(s, people(1, 25)...)
		q := store.Query{Offset: 20, Limit: 10}
		same(l, "last page", l.ids(s, q), []int64{21, 22, 23, 24, 25})
		same(l, "first page", l.ids(s, store.Query{Limit: 3}), []int64{1, 2, 3})
		same(l, "offset alone", l.ids(s, store.Query{Offset: 23}), []int64{24, 25})
		same(l, "beyond", l.ids(s, store.Query{Offset: 100, Limit: 5}), []int64{})
		n, err := s.Count(l.ctx, q)
		l.must(err)
		same(l, "count", n, 25)
	}},
	{"merged-away customers only when asked for", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		l.add(s, a, b)
		l.merge(s, a, b)
		same(l, "live", l.ids(s, store.Query{}), []int64{1})
		same(l, "all", l.ids(s, store.Query{Merged: true}), []int64{1, 2})
		n, err := s.Count(l.ctx, store.Query{Merged: true})
		l.must(err)
		same(l, "count", n, 2)
	}},
	{"changed since a time, and not by oneself", func(l *lab) {
		s := l.open()
		l.add(s, person(1), person(2))
		since := l.now
		l.tick()
		l.change(s, l.load(s, 2), func(c *customer.Customer) { c.Suffix = "Sr." })
		opts := l.options()
		opts.User = "bob"
		l.change(l.openAs(opts), l.load(s, 1), func(c *customer.Customer) { c.Suffix = "Sr." })
		same(l, "after", l.ids(s, store.Query{UpdatedAfter: since}), []int64{1, 2})
		same(l, "not ann's", l.ids(s, store.Query{UpdatedAfter: since, NotUpdatedBy: "ann"}), []int64{1})
		same(l, "later", l.ids(s, store.Query{UpdatedAfter: l.now}), []int64{})
		same(l, "a microsecond before", l.ids(s, store.Query{UpdatedAfter: l.now.Add(-time.Microsecond)}), []int64{1, 2})
	}},
	{"changed after a sequence", func(l *lab) {
		s := l.open()
		l.add(s, person(1), person(2))
		first := l.seq(s)
		l.add(s, person(3))
		l.change(s, l.load(s, 1), func(c *customer.Customer) { c.Title = "Ms." })
		same(l, "ids", l.ids(s, store.Query{AfterSeq: first}), []int64{1, 3})
		same(l, "none", l.ids(s, store.Query{AfterSeq: l.seq(s)}), []int64{})
	}},
	{"related records come with their customers, across many", func(l *lab) {
		s := l.open()
		var list []*customer.Customer
		for n := 1; n <= 700; n++ {
			list = append(list, rich(n))
		}
		l.add(s, list...)
		q := store.Query{Include: store.Everything, Sort: sortBy("-id").Sort}
		want := int64(700)
		for c, err := range s.List(l.ctx, q) {
			l.must(err)
			if c.ID != want || len(c.Related) != 3 || c.Related[0].ID != fmt.Sprintf("N-%d", c.ID) || c.Related[0].CustomerID != c.ID {
				l.Fatalf("customer %d came with %v", c.ID, c.Related)
			}
			want--
		}
		same(l, "left", want, 0)
	}},
	{"only what was asked for is read, with or without related records", func(l *lab) {
		s := l.open()
		a, b := rich(1), rich(2)
		l.add(s, a, b)
		l.merge(s, a, b)
		whole := all(l, s.List(l.ctx, store.Query{Merged: true}))
		related := all(l, s.List(l.ctx, store.Query{Merged: true, Include: store.Everything}))
		for _, name := range store.Readable {
			q := store.Query{Merged: true, Only: []string{name}}
			for i, c := range all(l, s.List(l.ctx, q)) {
				same(l, name, c, limited(whole[i], q.Only))
			}
			q.Include = store.Everything
			for i, c := range all(l, s.List(l.ctx, q)) {
				same(l, name+" with records", c, limited(related[i], q.Only))
			}
		}
	}},
	{"an unanswerable question is an error, not an answer", func(l *lab) {
		s := l.names("a")
		for _, q := range []store.Query{
			{Filters: []store.Filter{{Field: "nothing", Op: store.Eq}}},
			{Filters: []store.Filter{{Field: "firstName", Op: "resembles"}}},
			{Filters: []store.Filter{{Field: "phone", Op: store.Eq, Value: "1"}}},
			{Filters: []store.Filter{{Field: "firstName", Op: store.Empty, Value: "perhaps"}}},
			{Sort: []store.Sort{{Field: "address"}}},
			{Only: []string{"firstName", "nothing"}},
		} {
			var failed error
			for _, err := range s.List(l.ctx, q) {
				failed = err
			}
			l.refused(failed)
		}
		_, err := s.Count(l.ctx, store.Query{Filters: []store.Filter{{Field: "nothing", Op: store.Eq}}})
		l.refused(err)
	}},
}
