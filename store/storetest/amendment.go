package storetest

import (
	"cmp"
	"math/rand/v2"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// keyed returns entries of key and customer, in order.
func keyed(pairs ...[2]int64) []store.Keyed {
	list := make([]store.Keyed, len(pairs))
	for i, p := range pairs {
		list[i] = store.Keyed{Key: uint64(p[0]), Customer: p[1]}
	}
	return inOrder(list)
}

func inOrder(list []store.Keyed) []store.Keyed {
	slices.SortFunc(list, func(a, b store.Keyed) int {
		return cmp.Or(cmp.Compare(a.Key, b.Key), cmp.Compare(a.Customer, b.Customer))
	})
	return list
}

// indexed saves an outcome of the run "r" with three pairs and these keys.
func (l *lab) indexed(s store.Store, keys []store.Keyed) {
	l.Helper()
	m := matching("r", 3)
	m.Keys = slices.Values(keys)
	l.must(s.SaveMatching(l.ctx, m))
}

func (l *lab) found(s store.Matches, keys ...uint64) []store.Keyed {
	l.Helper()
	return inOrder(all(l, s.FindKeys(l.ctx, keys)))
}

var amendmentCases = []testCase{
	{"keys are found that an outcome was saved with", func(l *lab) {
		s := l.open()
		same(l, "without an outcome", l.found(s, 1), nil)
		l.indexed(s, keyed([2]int64{1, 7}, [2]int64{1, 9}, [2]int64{1 << 46, 7}, [2]int64{5, 8}))
		same(l, "found", l.found(s, 1<<46, 1, 2, 1), keyed([2]int64{1, 7}, [2]int64{1, 9}, [2]int64{1 << 46, 7}))
		n, err := s.KeyCounts(l.ctx)
		l.must(err)
		same(l, "counts", n, store.KeyCounts{Whole: 4})
		l.must(s.SaveMatching(l.ctx, matching("later", 0)))
		same(l, "after an outcome without keys", l.found(s, 1), nil)
	}},
	{"many keys of many customers are found", func(l *lab) {
		s := l.open()
		var list []store.Keyed
		for n := range int64(30_000) {
			list = append(list, store.Keyed{Key: uint64(n / 3), Customer: n})
		}
		l.indexed(s, list)
		same(l, "found", l.found(s, 0, 4999, 9999, 10_000), append(append(list[:3:3], list[14_997:15_000]...), list[29_997:]...))
		stopped := 0
		for _, err := range s.FindKeys(l.ctx, []uint64{0, 1, 2, 3}) {
			l.must(err)
			if stopped++; stopped == 2 {
				break
			}
		}
		same(l, "after an early break", l.found(s, 0), list[:3])
	}},
	{"an amendment changes what it names and nothing else", func(l *lab) {
		s := l.open()
		l.indexed(s, keyed([2]int64{1, 1}, [2]int64{1, 4}, [2]int64{2, 4}))
		before := matching("r", 3)
		pair := customer.Pair{LeftID: 4, RightID: 1, LeftImport: "a", RightImport: "b", Weight: 12, Probability: 0.99, Decision: customer.Matched, Rule: "email", Levels: []string{"exact", "else"}}
		cluster := customer.Cluster{ID: "C-9", WeakestLink: 0.99, Decision: "auto", Trusted: true, Members: []customer.Member{{ID: 4, ImportID: "b", Version: 2}, {ID: 1, ImportID: "c", Version: 1}}}
		l.must(s.AmendMatching(l.ctx, store.Amendment{Base: "r", Run: "next", Records: 11, CandidatePairs: 100, Seq: 9, Customers: []int64{4, 1},
			Pairs: []customer.Pair{pair}, Dissolved: []string{"C-1", "C-none"}, Clusters: []customer.Cluster{cluster}, Keys: keyed([2]int64{3, 4})}))
		got, err := s.LastMatching(l.ctx, true)
		l.must(err)
		want := store.Matching{Run: "next", Records: 11, CandidatePairs: 100, Comparisons: before.Comparisons, Model: before.Model, Settings: before.Settings, Seq: 9,
			Pairs: []customer.Pair{pair, before.Pairs[1]}, Clusters: []customer.Cluster{before.Clusters[0], cluster}}
		same(l, "matching", *got, want)
		same(l, "keys", l.found(s, 1, 2, 3), keyed([2]int64{3, 4}))
		n, err := s.KeyCounts(l.ctx)
		l.must(err)
		same(l, "counts", n, store.KeyCounts{Whole: 3, Added: 1})
	}},
	{"an amendment of another outcome is stale and changes nothing", func(l *lab) {
		s := l.open()
		l.fails(s.AmendMatching(l.ctx, store.Amendment{Base: "r", Run: "next"}), store.ErrStale)
		l.indexed(s, keyed([2]int64{1, 1}))
		l.fails(s.AmendMatching(l.ctx, store.Amendment{Base: "other", Run: "next", Customers: []int64{1}, Keys: keyed([2]int64{8, 1})}), store.ErrStale)
		got, err := s.LastMatching(l.ctx, true)
		l.must(err)
		same(l, "run", got.Run, "r")
		same(l, "keys", l.found(s, 1, 8), keyed([2]int64{1, 1}))
	}},
	{"after many amendments keys are found as they are today", func(l *lab) {
		s := l.open()
		r := rand.New(rand.NewPCG(1, 2))
		today := map[int64][]store.Keyed{}
		draw := func(id int64) []store.Keyed {
			today[id] = keyed([2]int64{r.Int64N(20), id}, [2]int64{20 + r.Int64N(20), id})
			return today[id]
		}
		var first []store.Keyed
		for id := range int64(60) {
			first = append(first, draw(id)...)
		}
		l.indexed(s, inOrder(first))
		base := "r"
		for n := range 25 {
			a := store.Amendment{Base: base, Run: string(rune('a' + n))}
			for range 1 + r.IntN(4) {
				id := r.Int64N(70)
				if slices.Contains(a.Customers, id) {
					continue
				}
				a.Customers = append(a.Customers, id)
				delete(today, id)
				if r.IntN(4) > 0 {
					a.Keys = append(a.Keys, draw(id)...)
				}
			}
			a.Keys = inOrder(a.Keys)
			l.must(s.AmendMatching(l.ctx, a))
			base = a.Run
			var want []store.Keyed
			for _, keys := range today {
				want = append(want, keys...)
			}
			var wanted []uint64
			for key := range uint64(40) {
				wanted = append(wanted, key)
			}
			same(l, "keys", l.found(s, wanted...), inOrder(want))
		}
	}},
	{"tenants have outcomes and keys of their own", func(l *lab) {
		s, other := l.open(), l.openTenant("other")
		l.indexed(s, keyed([2]int64{1, 1}))
		l.indexed(other, keyed([2]int64{1, 2}))
		l.must(s.AmendMatching(l.ctx, store.Amendment{Base: "r", Run: "next", Customers: []int64{1, 2}, Dissolved: []string{"C-1", "C-2"}}))
		got, err := other.LastMatching(l.ctx, true)
		l.must(err)
		same(l, "the other's outcome", *got, matching("r", 3))
		same(l, "keys", l.found(s, 1), nil)
		same(l, "the other's keys", l.found(other, 1), keyed([2]int64{1, 2}))
	}},
	{"keys of an obfuscated person are gone", func(l *lab) {
		s := l.open()
		first, second, third := l.persons(s)
		l.indexed(s, keyed([2]int64{1, first.ID}, [2]int64{2, second.ID}, [2]int64{2, third.ID}))
		l.must(s.AmendMatching(l.ctx, store.Amendment{Base: "r", Run: "next", Customers: []int64{first.ID}, Keys: keyed([2]int64{6, first.ID})}))
		l.must(s.Obfuscate(l.ctx, l.begin(s, "obfuscate"), []int64{second.ID}))
		same(l, "keys", l.found(s, 1, 2, 6), keyed([2]int64{2, third.ID}))
	}},
}
