package pipeline

import (
	"context"
	"slices"
	"sort"

	"rollcall/dedupe/evaluate"
	"rollcall/store"
	"rollcall/store/customer"
)

// Evaluate measures the last dedupe run against the truth (cluster by import
// id). Customers that were merged since count as found together, and so do
// those merged before it, which were pairs of a search before.
func (s *Session) Evaluate(ctx context.Context, truth map[string]string) (evaluate.Report, error) {
	last, err := s.Store.LastMatching(ctx, true)
	if err != nil {
		return evaluate.Report{}, err
	}
	together := unions{}
	for _, c := range last.Clusters {
		for _, m := range c.Members[1:] {
			together.join(c.Members[0].ID, m.ID)
		}
	}
	members, merged := map[int64]customer.Member{}, unions{}
	for c, err := range s.Store.List(ctx, store.Query{Merged: true, Only: []string{"externalCustomerImportId", "mergedInto"}}) {
		if err != nil {
			return evaluate.Report{}, err
		}
		members[c.ID] = customer.Member{ID: c.ID, ImportID: c.ImportID}
		if c.MergedInto != 0 {
			together.join(c.MergedInto, c.ID)
			merged.join(c.MergedInto, c.ID)
		}
	}
	return evaluate.Evaluate(truth, together.clusters(members), withMerged(last, merged.clusters(members)), last.CandidatePairs), nil
}

// withMerged adds to the pairs of the last search those of customers that were
// merged before it, as certain matches. Members of one of its clusters were merged
// since: their pairs are what it found.
func withMerged(last *store.Matching, sets []customer.Cluster) []customer.Pair {
	cluster := map[int64]int{}
	for i, c := range last.Clusters {
		for _, m := range c.Members {
			cluster[m.ID] = i + 1
		}
	}
	all := slices.Clone(last.Pairs)
	for _, set := range sets {
		for i, a := range set.Members {
			for _, b := range set.Members[:i] {
				if cluster[a.ID] != 0 && cluster[a.ID] == cluster[b.ID] {
					continue
				}
				all = append(all, customer.Pair{LeftImport: min(a.ImportID, b.ImportID), RightImport: max(a.ImportID, b.ImportID), Probability: 1, Decision: customer.Matched})
			}
		}
	}
	return all
}

// unions is a forest of ids that belong together.
type unions map[int64]int64

func (u unions) root(id int64) int64 {
	for {
		parent, ok := u[id]
		if !ok || parent == id {
			return id
		}
		if above, ok := u[parent]; ok {
			u[id] = above // halves the path
		}
		id = parent
	}
}

func (u unions) join(a, b int64) {
	a, b = u.root(a), u.root(b)
	if a != b {
		u[max(a, b)] = min(a, b)
	}
}

// clusters returns the sets of two and more members, by their smallest id.
func (u unions) clusters(members map[int64]customer.Member) []customer.Cluster {
	sets := map[int64][]customer.Member{}
	for id, m := range members {
		root := u.root(id)
		sets[root] = append(sets[root], m)
	}
	roots := make([]int64, 0, len(sets))
	for root, set := range sets {
		if len(set) > 1 {
			roots = append(roots, root)
		}
	}
	sort.Slice(roots, func(i, j int) bool { return roots[i] < roots[j] })
	list := make([]customer.Cluster, len(roots))
	for i, root := range roots {
		set := sets[root]
		sort.Slice(set, func(i, j int) bool { return set[i].ID < set[j].ID })
		list[i] = customer.Cluster{ID: set[0].ImportID, Members: set}
	}
	return list
}
