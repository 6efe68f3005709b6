package dedupe

import (
	"cmp"
	"context"
	"iter"
	"maps"
	"slices"

	"rollcall/dedupe/clustering"
	"rollcall/store/customer"
)

// Affected returns the customers, ascending, whose clusters the changes may touch, given
// the pairs of the outcome: everyone whom matches, of before or found now, join to
// one who changed, met a change, or did so before.
func (u *Update) Affected(before []customer.Pair) []int64 {
	joined := clustering.NewForest[int64]()
	touched := maps.Clone(u.changed)
	for i := range before {
		p := &before[i]
		if p.Decision != customer.Matched {
			continue
		}
		if u.changed[p.LeftID] || u.changed[p.RightID] {
			touched[p.LeftID], touched[p.RightID] = true, true
		} else {
			joined.Join(p.LeftID, p.RightID)
		}
	}
	for i := range u.pairs {
		if p := &u.pairs[i]; p.Decision == customer.Matched {
			joined.Join(p.LeftID, p.RightID)
		}
	}
	roots := map[int64]bool{}
	for id := range touched {
		roots[joined.Root(id)] = true
	}
	u.affected = map[int64]bool{}
	for id := range joined.Members() {
		if roots[joined.Root(id)] {
			u.affected[id] = true
		}
	}
	return slices.Sorted(maps.Keys(u.affected))
}

// Cluster clusters the affected customers anew; the stream has them. Errors are as of
// Run.
func (u *Update) Cluster(ctx context.Context, before []customer.Pair, customers iter.Seq2[*customer.Customer, error]) error {
	r, err := u.run(ctx, customers)
	if err != nil {
		return err
	}
	var edges []customer.Pair
	for i := range before {
		p := &before[i]
		if u.affected[p.LeftID] && !u.changed[p.LeftID] && !u.changed[p.RightID] {
			edges = append(edges, *p)
		}
	}
	u.clusters = r.Clusters(append(edges, u.pairs...))
	return nil
}

// Amendment is what changed customers did to an outcome.
type Amendment struct {
	Pairs     []customer.Pair    // take the place of all pairs of the changed customers
	Dissolved []string           // ids of clusters that are no more, or as others
	Clusters  []customer.Cluster // new, or in another shape
	Whole     *Result            // the outcome as it is now
}

// Outcome is what is known of the outcome before.
type Outcome struct {
	Records  int // that there are now
	Compared int64
	Pairs    []customer.Pair
	Clusters []customer.Cluster
}

// Amend returns what the update comes to.
func (u *Update) Amend(before Outcome) *Amendment {
	a := &Amendment{Pairs: u.pairs, Clusters: u.clusters}
	var old, rest []customer.Cluster
	for _, c := range before.Clusters {
		if u.touches(&c) {
			old = append(old, c)
			a.Dissolved = append(a.Dissolved, c.ID)
		} else {
			rest = append(rest, c)
		}
	}
	Name(a.Clusters, old, ids(rest)...)
	a.Whole = &Result{Records: before.Records, CandidatePairs: before.Compared + u.compared, Comparisons: u.model.Scoring.Comparisons(),
		Pairs: merged(u.kept(before.Pairs), u.pairs, comparePairs), Clusters: merged(rest, a.Clusters, compareClusters), Report: u.report}
	a.Whole.Report.Apart = apart(a.Whole.Pairs, a.Whole.Clusters)
	return a
}

// kept returns the pairs of before that no change touches.
func (u *Update) kept(before []customer.Pair) []customer.Pair {
	list := make([]customer.Pair, 0, len(before))
	for i := range before {
		if p := &before[i]; !u.changed[p.LeftID] && !u.changed[p.RightID] {
			list = append(list, *p)
		}
	}
	return list
}

// touches says whether a cluster of before has to be looked at.
func (u *Update) touches(c *customer.Cluster) bool {
	return slices.ContainsFunc(c.Members, func(m customer.Member) bool { return u.changed[m.ID] || u.affected[m.ID] })
}

func ids(clusters []customer.Cluster) []string {
	list := make([]string, len(clusters))
	for i := range clusters {
		list[i] = clusters[i].ID
	}
	return list
}

// merged returns two sorted lists as one.
func merged[T any](a, b []T, compare func(a, b *T) int) []T {
	all := make([]T, 0, len(a)+len(b))
	for len(a) > 0 && len(b) > 0 {
		if compare(&a[0], &b[0]) <= 0 {
			all, a = append(all, a[0]), a[1:]
		} else {
			all, b = append(all, b[0]), b[1:]
		}
	}
	return append(append(all, a...), b...)
}

func comparePairs(a, b *customer.Pair) int {
	return cmp.Or(cmp.Compare(a.LeftImport, b.LeftImport), cmp.Compare(a.RightImport, b.RightImport), cmp.Compare(a.LeftID, b.LeftID), cmp.Compare(a.RightID, b.RightID))
}

func compareClusters(a, b *customer.Cluster) int {
	return cmp.Or(cmp.Compare(a.Members[0].ImportID, b.Members[0].ImportID), cmp.Compare(a.Members[0].ID, b.Members[0].ID))
}
