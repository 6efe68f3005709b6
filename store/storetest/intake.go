package storetest

import (
	"fmt"
	"regexp"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

func memory(key string, id int64) store.Memory {
	return store.Memory{Key: key, Customer: id, Source: "RE", Run: "r", Hash: []byte{0, 1, 255}, Values: []byte(`{"firstName":"Ann","x":"<é>"}`)}
}

// recalled is a memory as Recall returns it.
func recalled(m store.Memory, survivor int64) store.Memory {
	m.Survivor = survivor
	return m
}

var intakeCases = []testCase{
	{"reserved ids ascend and are never given out again", func(l *lab) {
		s := l.open()
		first, _, err := s.Reserve(l.ctx, 3)
		l.must(err)
		second, _, err := l.open().Reserve(l.ctx, 2)
		l.must(err)
		ids := append(slices.Clone(first), second...)
		same(l, "ascending", slices.IsSorted(ids) && len(slices.Compact(ids)) == 5 && ids[0] > 0, true)
	}},
	{"customerIds are a two-digit prefix and ten digits, all different", func(l *lab) {
		s := l.open()
		_, ids, err := s.Reserve(l.ctx, 5000)
		l.must(err)
		form := regexp.MustCompile(`^[0-9]{12}$`)
		seen := map[string]bool{}
		for _, id := range ids {
			if !form.MatchString(id) || seen[id] || id[:2] != ids[0][:2] {
				l.Fatalf("customerId %q", id)
			}
			seen[id] = true
		}
		_, again, err := s.Reserve(l.ctx, 1)
		l.must(err)
		same(l, "prefix", again[0][:2], ids[0][:2])
	}},
	{"customerIds reserved before any is taken are all different", func(l *lab) {
		s := l.open()
		seen := map[string]bool{}
		for range 10 {
			_, ids, err := s.Reserve(l.ctx, 20_000)
			l.must(err)
			for _, id := range ids {
				seen[id] = true
			}
		}
		same(l, "different ids", len(seen), 200_000)
	}},
	{"nothing reserved", func(l *lab) {
		ids, customerIDs, err := l.open().Reserve(l.ctx, 0)
		l.must(err)
		same(l, "ids", len(ids)+len(customerIDs), 0)
	}},
	{"what a key said last is recalled", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		m, bare := memory("import:é 1", 1), store.Memory{Key: "import:bare", Customer: 1, Values: []byte("{}")}
		l.must(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Memories: []store.Memory{m, bare}}))
		got, err := s.Recall(l.ctx, []string{"import:none", "import:é 1", "import:bare", "IMPORT:é 1", ""})
		l.must(err)
		same(l, "memories", got, []store.Memory{{}, recalled(m, 1), recalled(bare, 1), {}, {}})
	}},
	{"a memory is replaced by its key", func(l *lab) {
		s := l.open()
		l.add(s, person(1), person(2))
		run := l.begin(s, "import")
		l.must(s.Take(l.ctx, store.Batch{Run: run, Memories: []store.Memory{memory("k", 1)}}))
		next := store.Memory{Key: "k", Customer: 2, Source: "SF", Run: "s", Hash: []byte{9}, Values: []byte("{}")}
		l.must(s.Take(l.ctx, store.Batch{Run: run, Memories: []store.Memory{next}}))
		got, err := s.Recall(l.ctx, []string{"k"})
		l.must(err)
		same(l, "memory", got[0], recalled(next, 2))
	}},
	{"of the same key twice in a batch the last one stays", func(l *lab) {
		s := l.open()
		l.add(s, person(1), person(2), person(3))
		var list []store.Memory
		for n := range 120 {
			list = append(list, memory(fmt.Sprintf("k%d", n%7), int64(n%3+1)))
		}
		l.must(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Memories: list}))
		got, err := s.Recall(l.ctx, []string{"k0"})
		l.must(err)
		same(l, "customer", got[0].Customer, int64(119%3+1)) // 119 is 17 times 7
	}},
	{"memories follow merged-away customers to the survivor", func(l *lab) {
		s := l.open()
		a, b, c := person(1), person(2), person(3)
		l.add(s, a, b, c)
		l.must(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Memories: []store.Memory{memory("a", 1), memory("c", 3)}}))
		l.merge(s, b, c)
		l.merge(s, a, b)
		got, err := s.Recall(l.ctx, []string{"c", "a"})
		l.must(err)
		same(l, "memories", got, []store.Memory{recalled(memory("c", 3), 1), recalled(memory("a", 1), 1)})
	}},
	{"the keys of a source come by their bytes", func(l *lab) {
		s := l.open()
		l.add(s, person(1), person(2))
		other := memory("import:z", 2)
		other.Source = "SF"
		l.must(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Memories: []store.Memory{memory("import:é", 2), memory("import:a", 1), memory("import:B", 1), other}}))
		var got []store.SourceKey
		for k, err := range s.KeysOf(l.ctx, "RE") {
			l.must(err)
			got = append(got, k)
		}
		same(l, "keys", got, []store.SourceKey{{Key: "import:B", Customer: 1}, {Key: "import:a", Customer: 1}, {Key: "import:é", Customer: 2}})
		for k, err := range l.openTenant("other").KeysOf(l.ctx, "RE") {
			l.must(err)
			l.Fatalf("another tenant's key %q", k.Key)
		}
		for range s.KeysOf(l.ctx, "SF") {
			break
		}
	}},
	{"ten thousand keys at once", func(l *lab) {
		s := l.open()
		l.add(s, person(1))
		var list []store.Memory
		var keys []string
		for n := range 10_000 {
			keys = append(keys, fmt.Sprintf("import:%d", n*7919%10_000))
			if n%2 == 0 {
				list = append(list, memory(keys[n], 1))
			}
		}
		l.must(s.Take(l.ctx, store.Batch{Run: l.begin(s, "import"), Memories: list}))
		got, err := s.Recall(l.ctx, keys)
		l.must(err)
		for n := range got {
			if (got[n].Key == keys[n]) != (n%2 == 0) {
				l.Fatalf("key %d was recalled as %q", n, got[n].Key)
			}
		}
	}},
	{"a run's tally counts what it did", func(l *lab) {
		s := l.open()
		earlier := l.add(s, person(1))
		run := l.add(s, rich(2), person(3))
		entry := func(op string) customer.Change { return customer.Change{Customer: 1, Version: 1, Op: op} }
		l.must(s.Take(l.ctx, store.Batch{Run: run, Journal: []customer.Change{entry("import"), entry("related"), entry("import"), entry("set")},
			Related: []customer.Related{{Kind: customer.Cards, ID: "C", CustomerID: 1, Data: []byte("{}")}, {Kind: customer.Orders, ID: "O-2", CustomerID: 2, Data: []byte("{}")}}}))
		got, err := s.Tally(l.ctx, run)
		l.must(err)
		same(l, "tally", got, store.Tally{Created: 2, Updated: 2, RelatedCreated: 4, RelatedUpdated: 1})
		got, err = s.Tally(l.ctx, earlier)
		l.must(err)
		same(l, "earlier", got, store.Tally{Created: 1})
	}},
	{"the tally of an unknown run is not found", func(l *lab) {
		_, err := l.open().Tally(l.ctx, "nothing")
		l.fails(err, store.ErrNotFound)
	}},
	{"a merge leaves the tally as it was", func(l *lab) {
		s := l.open()
		a, b := person(1), person(2)
		run := l.add(s, a, b)
		l.merge(s, a, b)
		got, err := s.Tally(l.ctx, run)
		l.must(err)
		same(l, "tally", got, store.Tally{Created: 2})
	}},
}
