package evaluate

import (
	"cmp"
	"maps"
	"slices"

	"rollcall/store/customer"
)

// Case is a pair that was judged wrongly. Probability is 0 for a pair that is
// not among the pairs given.
type Case struct {
	Left        string  `json:"import_id_l"`
	Right       string  `json:"import_id_r"`
	Probability float64 `json:"match_probability"`
}

// mostCases bounds the cases that a report lists.
const mostCases = 20

type pairKey struct{ left, right string }

func keyOf(a, b string) pairKey { return pairKey{min(a, b), max(a, b)} }

// probabilities returns those of the pairs given.
func (e *evaluation) probabilities() map[pairKey]float64 {
	known := make(map[pairKey]float64, len(e.pairs))
	for _, p := range e.pairs {
		known[keyOf(p.LeftImport, p.RightImport)] = p.Probability
	}
	return known
}

// misses lists true pairs that ended in different clusters.
func (e *evaluation) misses() []Case {
	members := map[string][]string{}
	for id, t := range e.truth {
		members[t] = append(members[t], id)
	}
	known := e.probabilities()
	var cases []Case
	for _, ids := range members {
		slices.Sort(ids)
		for i, a := range ids {
			for _, b := range ids[i+1:] {
				if e.clusterOf(a) != e.clusterOf(b) {
					cases = append(cases, Case{a, b, known[keyOf(a, b)]})
				}
			}
		}
	}
	return worst(cases, func(a, b Case) int { return cmp.Compare(a.Probability, b.Probability) })
}

// falseMatches lists pairs within clusters that are not true.
func (e *evaluation) falseMatches(clusters []customer.Cluster) []Case {
	known := e.probabilities()
	var cases []Case
	for _, c := range clusters {
		for i, a := range c.Members {
			for _, b := range c.Members[i+1:] {
				s, t := e.truth[a.ImportID], e.truth[b.ImportID]
				if s != "" && t != "" && s != t {
					k := keyOf(a.ImportID, b.ImportID)
					cases = append(cases, Case{k.left, k.right, known[k]})
				}
			}
		}
	}
	return worst(cases, func(a, b Case) int { return cmp.Compare(b.Probability, a.Probability) })
}

// worst sorts, ties by import ids, and cuts.
func worst(cases []Case, by func(a, b Case) int) []Case {
	slices.SortFunc(cases, func(a, b Case) int {
		return cmp.Or(by(a, b), cmp.Compare(a.Left, b.Left), cmp.Compare(a.Right, b.Right))
	})
	return cases[:min(len(cases), mostCases)]
}

// mean divides each sum by its size, adds in the order of sizes, and divides by n.
func mean(sums map[int64]int64, n int) float64 {
	total := 0.0
	for _, size := range slices.Sorted(maps.Keys(sums)) {
		total += float64(sums[size]) / float64(size)
	}
	return total / float64(n)
}
