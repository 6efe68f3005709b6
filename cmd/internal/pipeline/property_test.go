package pipeline

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/customer"
)

// TestMergeThenUndo: whatever the base, the clusters and the policy, undoing a
// merge run gives back the same bytes, merging twice does nothing the second
// time, and nothing is lost in between.
func TestMergeThenUndo(t *testing.T) {
	eachStore(t, func(t *testing.T, seeds uint64, open func(string) *base) {
		merged, waiting := 0, 0
		for seed := range seeds {
			b := open(fmt.Sprint("t", seed))
			people := b.fill(seed, 16)
			b.found(b.clusters(people))
			opt := MergeOptions{Policy: b.policy(), OnConflict: b.pick("review", "policy"), Yes: true}
			before := b.export()
			sum, err := b.Merge(b.Context(), opt)
			b.must(err)
			b.clean()
			b.nothingLost(people)
			merged, waiting = merged+sum.MergedCustomers, waiting+sum.Waiting
			after := b.export()
			again, err := b.Merge(b.Context(), opt)
			b.must(err)
			if again.MergedCustomers != 0 || b.export() != after {
				t.Fatalf("seed %d: merging again merged %d customers", seed, again.MergedCustomers)
			}
			undone, err := b.Undo(b.Context(), UndoOptions{Run: sum.Run})
			b.must(err)
			if undone.Undone != sum.MergedClusters || undone.Restored != sum.MergedCustomers || len(undone.Conflicts) > 0 {
				t.Fatalf("seed %d: merged %+v, undone %+v", seed, sum, undone)
			}
			if b.export() != before {
				t.Fatalf("seed %d: the export after the undo differs", seed)
			}
			b.clean()
			b.staysApart(seed, opt, before)
		}
		if merged < int(seeds) || waiting < int(seeds) {
			t.Errorf("only %d customers merged and %d clusters waiting: the bases test nothing", merged, waiting)
		}
	})
}

// staysApart checks that what was undone is neither undone nor merged again.
func (b *base) staysApart(seed uint64, opt MergeOptions, before string) {
	b.Helper()
	sum, err := b.Merge(b.Context(), opt)
	b.must(err)
	if sum.MergedCustomers != 0 || b.export() != before {
		b.Fatalf("seed %d: a merge that was undone was done again", seed)
	}
}

// nothingLost checks that every record hangs on the customer that its holder
// lives in, that secondaries keep their values, and that what survivors lost is
// in the images of their merges.
func (b *base) nothingLost(people []*customer.Customer) {
	b.Helper()
	ids := make([]int64, len(people))
	for i, c := range people {
		ids[i] = c.ID
	}
	live, err := b.liveOnes(b.Context(), slices.Clone(ids))
	b.must(err)
	now, err := b.Store.Load(b.Context(), ids, store.Everything)
	b.must(err)
	held := map[string]int64{}
	for _, c := range now {
		for _, r := range c.Related {
			held[r.ID] = c.ID // ids begin with their kind
		}
	}
	for i, c := range people {
		for _, r := range c.Related {
			if at := held[r.ID]; at != live[c.ID] {
				b.Fatalf("%s record %s of customer %d is with %d, not with %d", r.Kind, r.ID, c.ID, at, live[c.ID])
			}
		}
		if lost := customer.Diff(c, now[i]); len(lost) > 0 {
			b.imaged(c)
		}
	}
}

// imaged checks that a customer with other values than before survived a merge
// that keeps them.
func (b *base) imaged(was *customer.Customer) {
	b.Helper()
	merges, err := b.Store.ListMerges(b.Context(), store.MergeQuery{Customer: was.ID, Images: true})
	b.must(err)
	if !slices.ContainsFunc(merges, func(m customer.Merge) bool { return m.Survivor == was.ID }) {
		b.Fatalf("customer %d changed and was no survivor", was.ID)
	}
	for _, m := range merges {
		for _, image := range m.Before {
			if image.Customer.ID == was.ID && len(customer.Diff(was, image.Customer)) == 0 {
				return
			}
		}
	}
	b.Fatalf("customer %d changed and no merge keeps how it was", was.ID)
}

// TestOrderDoesNotMatter: the same clusters, in another order and with their
// members in another order, give the same base.
func TestOrderDoesNotMatter(t *testing.T) {
	eachStore(t, func(t *testing.T, seeds uint64, open func(string) *base) {
		for seed := range seeds {
			var exports []string
			for try := range 2 {
				b := open(fmt.Sprintf("o%d-%d", seed, try))
				clusters := b.clusters(b.fill(seed, 12))
				policy := b.policy()
				if try == 1 {
					shuffle(b.random, clusters)
				}
				b.found(clusters)
				_, err := b.Merge(b.Context(), MergeOptions{Policy: policy, OnConflict: "policy", Yes: true})
				b.must(err)
				exports = append(exports, b.export())
			}
			if exports[0] != exports[1] {
				t.Fatalf("seed %d: another order, another base", seed)
			}
		}
	})
}

func shuffle(random *rand.Rand, clusters []customer.Cluster) {
	random.Shuffle(len(clusters), func(i, j int) { clusters[i], clusters[j] = clusters[j], clusters[i] })
	for _, c := range clusters {
		random.Shuffle(len(c.Members), func(i, j int) { c.Members[i], c.Members[j] = c.Members[j], c.Members[i] })
	}
}

// TestChains: merges of any live customers on top of each other, some undone on
// the way, end where they began when all are undone.
func TestChains(t *testing.T) {
	eachStore(t, func(t *testing.T, seeds uint64, open func(string) *base) {
		for seed := range seeds {
			b := open(fmt.Sprint("c", seed))
			people := b.fill(seed, 10)
			before := b.export()
			policy := b.policy()
			for range 12 {
				if b.random.IntN(4) == 0 {
					b.undoAny()
				} else {
					b.mergeAny(policy)
				}
			}
			b.clean()
			b.nothingLost(people)
			for b.undoAny() {
			}
			if b.export() != before {
				t.Fatalf("seed %d: the export after undoing the chain differs", seed)
			}
			b.clean()
		}
	})
}

// mergeAny merges two or three live customers by hand.
func (b *base) mergeAny(policy merge.Policy) {
	b.Helper()
	var members []merge.Member
	for c, err := range b.Store.List(b.Context(), store.Query{Include: store.Everything}) {
		b.must(err)
		members = append(members, merge.Member{Customer: c})
	}
	if len(members) < 2 {
		return
	}
	b.random.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
	members = members[:min(len(members), 2+b.random.IntN(2))]
	plan, err := merge.NewPlan(policy, members, merge.Options{Survivor: members[0].Customer.ID})
	b.must(err)
	_, err = b.ApplyMerge(b.Context(), plan)
	b.must(err)
}

// undoAny undoes one of the live merges with all that stands on it, and says
// whether there was one.
func (b *base) undoAny() bool {
	b.Helper()
	list, err := b.Store.ListMerges(b.Context(), store.MergeQuery{})
	b.must(err)
	list = slices.DeleteFunc(list, func(m customer.Merge) bool { return !m.UndoneOn.IsZero() })
	if len(list) == 0 {
		return false
	}
	sum, err := b.Undo(b.Context(), UndoOptions{Merge: list[b.random.IntN(len(list))].ID, Cascade: true})
	b.must(err)
	if len(sum.Conflicts) > 0 {
		b.Fatalf("undo conflicts without an edit: %+v", sum.Conflicts)
	}
	return true
}
