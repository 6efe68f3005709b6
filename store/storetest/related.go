package storetest

import (
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
)

func card(id string, holder int64, data string) customer.Related {
	return customer.Related{Kind: customer.Cards, ID: id, CustomerID: holder, Data: []byte(data)}
}

var relatedCases = []testCase{
	{"records are found by kind and id, in order", func(l *lab) {
		s := l.open()
		c := rich(1)
		l.add(s, c)
		got, err := s.Related(l.ctx, customer.Orders, []string{"none", "O-1", "N-1", "o-1"})
		l.must(err)
		want := record(customer.Orders, "O-1", `{"total":12.50,"currency":"USD"}`)
		want.CustomerID = c.ID
		same(l, "records", got, []customer.Related{{}, want, {}, {}})
	}},
	{"the same id in two kinds is two records", func(l *lab) {
		s := l.open()
		c := person(1)
		c.Related = []customer.Related{record(customer.Orders, "1", `{}`), record(customer.Cards, "1", `{}`)}
		l.add(s, c)
		same(l, "records", len(l.load(s, 1).Related), 2)
	}},
	{"a record is replaced by kind and id, and may change its customer", func(l *lab) {
		s := l.open()
		run := l.add(s, person(1), person(2))
		l.must(s.Take(l.ctx, store.Batch{Run: run, Related: []customer.Related{card("A", 1, `{"n":1}`), card("B", 1, `{}`)}}))
		next := l.begin(s, "import")
		l.must(s.Take(l.ctx, store.Batch{Run: next, Related: []customer.Related{card("A", 2, `{"n":2}`)}}))
		same(l, "first", l.load(s, 1).Related, []customer.Related{card("B", 1, `{}`)})
		same(l, "second", l.load(s, 2).Related, []customer.Related{card("A", 2, `{"n":2}`)})
		tally, err := s.Tally(l.ctx, next)
		l.must(err)
		same(l, "created by the second run", tally.RelatedCreated, 0)
	}},
	{"of the same record twice in a batch the last one stays", func(l *lab) {
		s := l.open()
		run := l.add(s, person(1), person(2))
		var list []customer.Related
		for n := range 130 {
			list = append(list, card(fmt.Sprint(n%5), int64(n%2+1), fmt.Sprintf(`{"n":%d}`, n)))
		}
		l.must(s.Take(l.ctx, store.Batch{Run: run, Related: list}))
		got, err := s.Related(l.ctx, customer.Cards, []string{"0", "4"})
		l.must(err)
		same(l, "records", got, []customer.Related{card("0", 2, `{"n":125}`), card("4", 2, `{"n":129}`)})
	}},
	{"memberships are listed with their cardholders when asked for", func(l *lab) {
		s := l.open()
		run := l.add(s, people(1, 4)...)
		member := func(id string, holder int64, importIDs ...string) customer.Related {
			data := `{"cardholders":[`
			for i, importID := range importIDs {
				data += map[bool]string{true: ","}[i > 0] + `{"importId":"` + importID + `"}`
			}
			return customer.Related{Kind: customer.Memberships, ID: id, CustomerID: holder, Data: []byte(data + `]}`)}
		}
		l.must(s.Take(l.ctx, store.Batch{Run: run, Related: []customer.Related{member("A", 1, "RE-1", "RE-2"), member("B", 3, "RE-2", "none"), member("C", 4, "RE-4"), card("D", 1, `{"cardholders":[{"importId":"RE-2"}]}`)}}))
		l.merge(s, l.load(s, 4), l.load(s, 2))
		l.must(s.Take(l.ctx, store.Batch{Run: run, Related: []customer.Related{member("B", 3, "RE-3"), member("E", 3, "RE-4", "RE-2")}}))
		include := store.Include{Kinds: []customer.Kind{customer.Memberships}, Associated: true}
		want := map[int64][]customer.Related{1: {member("A", 1, "RE-1", "RE-2")}, 3: {member("B", 3, "RE-3"), member("E", 3, "RE-4", "RE-2")},
			4: {member("A", 1, "RE-1", "RE-2"), member("C", 4, "RE-4"), member("E", 3, "RE-4", "RE-2")}}
		for _, c := range all(l, s.List(l.ctx, store.Query{Include: include})) {
			same(l, "memberships", c.Related, want[c.ID])
		}
		include.Associated = false
		own, err := s.Load(l.ctx, []int64{4}, include)
		l.must(err)
		same(l, "its own", own[0].Related, []customer.Related{member("C", 4, "RE-4")})
		include = store.Include{Kinds: []customer.Kind{customer.Cards}, Associated: true}
		none, err := s.Load(l.ctx, []int64{4}, include)
		l.must(err)
		same(l, "cards", len(none[0].Related), 0)
	}},
	{"a record of an unknown customer is refused", func(l *lab) {
		s := l.open()
		run := l.add(s, person(1))
		l.fails(s.Take(l.ctx, store.Batch{Run: run, Related: []customer.Related{card("A", 9, `{}`)}}), store.ErrNotFound)
		got, err := s.Related(l.ctx, customer.Cards, []string{"A"})
		l.must(err)
		same(l, "record", got[0], customer.Related{})
	}},
}
