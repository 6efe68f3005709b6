package storetest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// propertyCases hold what must be true of any customers and any order of
// merges.
var propertyCases = []testCase{
	undoIsIdentity(1), undoIsIdentity(2), undoIsIdentity(3), undoIsIdentity(4),
	everythingSurvives(5), everythingSurvives(6),
	batchSizeDoesNotMatter(7), batchSizeDoesNotMatter(8),
}

// randomBase stores random customers and returns their ids.
func (l *lab) randomBase(s store.Store, r *rand.Rand, n int) []int64 {
	l.Helper()
	var list []*customer.Customer
	for k := range n {
		list = append(list, randomCustomer(r, k))
	}
	l.add(s, list...)
	ids := make([]int64, n)
	for i, c := range list {
		ids[i] = c.ID
	}
	return ids
}

// randomMerge merges two or three of the live customers and returns the merge
// with who is live afterwards.
func (l *lab) randomMerge(s store.Store, r *rand.Rand, live []int64) (store.MergeOutcome, []int64) {
	l.Helper()
	r.Shuffle(len(live), func(i, j int) { live[i], live[j] = live[j], live[i] })
	size := 2 + r.IntN(2)
	var members []*customer.Customer
	for _, id := range live[:size] {
		members = append(members, &customer.Customer{ID: id})
	}
	outcome := l.merge(s, members[0], members[1:]...)
	return outcome, append([]int64{live[0]}, live[size:]...)
}

func undoIsIdentity(seed uint64) testCase {
	return testCase{fmt.Sprintf("merges undone in reverse leave the bytes of before, seed %d", seed), func(l *lab) {
		s := l.open()
		r := rand.New(rand.NewPCG(seed, 2))
		live := l.randomBase(s, r, 30)
		var states []string
		var merges []int64
		for len(live) > 5 {
			states = append(states, l.portable(s))
			var outcome store.MergeOutcome
			outcome, live = l.randomMerge(s, r, live)
			merges = append(merges, outcome.Merge)
			l.tick()
		}
		for i, merge := range slices.Backward(merges) {
			l.undo(s, merge)
			if got := l.portable(s); got != states[i] {
				l.Fatalf("undoing merge %d gave\n%s\nwant\n%s", merge, got, states[i])
			}
		}
		findings, err := s.Check(l.ctx)
		l.must(err)
		same(l, "findings", len(findings), 0)
	}}
}

// everythingSurvives: whatever is merged, every key leads to the one live
// customer of its cluster, every related record hangs on it, and every
// customer's own values are still there.
func everythingSurvives(seed uint64) testCase {
	return testCase{fmt.Sprintf("merging loses no key, record or value, seed %d", seed), func(l *lab) {
		s := l.open()
		r := rand.New(rand.NewPCG(seed, 3))
		ids := l.randomBase(s, r, 40)
		before, err := s.Load(l.ctx, ids, store.Everything)
		l.must(err)
		survivor := map[int64]int64{}
		live := slices.Clone(ids)
		for len(live) > 4 {
			var outcome store.MergeOutcome
			outcome, live = l.randomMerge(s, r, live)
			merges, err := s.ListMerges(l.ctx, store.MergeQuery{ID: outcome.Merge})
			l.must(err)
			for _, secondary := range merges[0].Secondaries {
				survivor[secondary] = merges[0].Survivor
			}
		}
		for _, c := range before {
			root := c.ID
			for survivor[root] != 0 {
				root = survivor[root]
			}
			same(l, "survivor", l.hits(s, customer.ByImportID, c.ImportID), []store.Hit{{Named: c.ID, Survivor: root}})
			holder := l.load(s, root)
			for _, record := range c.Related {
				record.CustomerID = root
				same(l, "record is there", slices.ContainsFunc(holder.Related, func(h customer.Related) bool {
					return h.Kind == record.Kind && h.ID == record.ID && string(h.Data) == string(record.Data)
				}), true)
			}
			if root != c.ID {
				now, own := plain(l.load(s, c.ID)), plain(c)
				now.Related, own.Related = nil, nil
				now.PhoneNotes, own.PhoneNotes = "", "" // a survivor's may have changed before it was merged away
				same(l, "values", now, own)
			}
		}
	}}
}

// batchSizeDoesNotMatter: the same customers and memories in batches of any
// size leave the same store.
func batchSizeDoesNotMatter(seed uint64) testCase {
	return testCase{fmt.Sprintf("batches of any size leave the same store, seed %d", seed), func(l *lab) {
		var want string
		for _, size := range []int{1, 7, 60, 1000} {
			s := l.openTenant(fmt.Sprint("batches of ", size))
			r := rand.New(rand.NewPCG(seed, 4))
			var list []*customer.Customer
			for k := range 130 {
				list = append(list, randomCustomer(r, k))
			}
			l.identify(s, list...)
			run := l.begin(s, "import")
			for part := range slices.Chunk(list, size) {
				batch := store.Batch{Run: run, New: part}
				for _, c := range part {
					batch.Memories = append(batch.Memories, memory("import:"+c.ImportID, c.ID))
				}
				l.must(s.Take(l.ctx, batch))
			}
			got := l.portable(s)
			if want == "" {
				want = got
			}
			same(l, fmt.Sprint("batches of ", size), got, want)
		}
	}}
}
