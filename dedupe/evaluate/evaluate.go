package evaluate

import (
	"rollcall/store/customer"
)

// Score compares pairs that were found with pairs that are true.
type Score struct {
	True      int64   `json:"true"`   // found and true
	False     int64   `json:"false"`  // found, not true
	Missed    int64   `json:"missed"` // true, not found
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// BCubed is the mean over records of precision and recall of their clusters.
type BCubed struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Threshold is the score of the edges at a match probability.
type Threshold struct {
	Probability float64 `json:"probability"`
	Score
}

// Report says how good a result is. Customers that the truth does not name are
// left out, those that were not found to be duplicates stand alone. Shares of
// nothing are 1.
type Report struct {
	Records   int   `json:"records"` // that the truth names
	TruePairs int64 `json:"true_pairs"`
	Edges     Score `json:"edges"`    // pairs decided to match, before clustering
	Clusters  Score `json:"clusters"` // pairs within clusters
	BCubed    `json:"b_cubed"`
	// PairsCompleteness is the share of true pairs among the pairs given, matches
	// and possible matches: what blocking found is at least that.
	PairsCompleteness float64     `json:"pairs_completeness"`
	ReductionRatio    float64     `json:"reduction_ratio,omitempty"` // share of all pairs that was never compared; 0: not known
	Thresholds        []Threshold `json:"thresholds"`
	Misses            []Case      `json:"worst_misses"`        // least probable first
	FalseMatches      []Case      `json:"worst_false_matches"` // most probable first
}

// Evaluate measures clusters and pairs against the truth (cluster by import id).
// candidatePairs is how many pairs were compared, where that is known.
func Evaluate(truth map[string]string, clusters []customer.Cluster, pairs []customer.Pair, candidatePairs ...int64) Report {
	e := evaluation{truth: truth, pairs: pairs, found: map[string]string{}}
	for _, c := range clusters {
		for _, m := range c.Members {
			if truth[m.ImportID] != "" {
				e.found[m.ImportID] = c.ID
			}
		}
	}
	r := Report{Records: len(truth), TruePairs: pairsWithin(truth)}
	r.Clusters = e.clusters(r.TruePairs)
	r.BCubed = e.bCubed()
	r.Edges = e.edges(r.TruePairs, func(p *customer.Pair) bool { return p.Decision == customer.Matched })
	given := e.edges(r.TruePairs, func(*customer.Pair) bool { return true })
	r.PairsCompleteness = given.Recall
	for _, t := range []float64{0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.999} {
		r.Thresholds = append(r.Thresholds, Threshold{t, e.edges(r.TruePairs, func(p *customer.Pair) bool { return p.Probability >= t })})
	}
	all := float64(len(truth)) * float64(len(truth)-1) / 2
	if len(candidatePairs) > 0 && all > 0 {
		r.ReductionRatio = max(0, 1-float64(candidatePairs[0])/all)
	}
	r.Misses, r.FalseMatches = e.misses(), e.falseMatches(clusters)
	return r
}

type evaluation struct {
	truth map[string]string
	found map[string]string // cluster found, by import id; absent: alone
	pairs []customer.Pair
}

func pairsWithin[K comparable](groups map[string]K) (pairs int64) {
	sizes := map[K]int64{}
	for _, g := range groups {
		sizes[g]++
	}
	for _, n := range sizes {
		pairs += n * (n - 1) / 2
	}
	return pairs
}

// both is a record's true and found cluster.
type both struct{ truth, found string }

func (e *evaluation) clusters(truePairs int64) Score {
	inBoth := map[string]both{}
	for id, found := range e.found {
		inBoth[id] = both{e.truth[id], found}
	}
	right := pairsWithin(inBoth)
	return score(right, pairsWithin(e.found)-right, truePairs)
}

func (e *evaluation) edges(truePairs int64, take func(*customer.Pair) bool) Score {
	var right, wrong int64
	for i := range e.pairs {
		p := &e.pairs[i]
		a, b := e.truth[p.LeftImport], e.truth[p.RightImport]
		if a == "" || b == "" || !take(p) {
			continue
		}
		if a == b {
			right++
		} else {
			wrong++
		}
	}
	return score(right, wrong, truePairs)
}

func score(right, wrong, truePairs int64) Score {
	s := Score{True: right, False: wrong, Missed: truePairs - right, Precision: share(right, right+wrong), Recall: share(right, truePairs)}
	s.F1 = harmonic(s.Precision, s.Recall)
	return s
}

func share(part, whole int64) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

func harmonic(a, b float64) float64 {
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

// bCubed sums in whole numbers per group first, so that the order of a map does
// not matter.
func (e *evaluation) bCubed() BCubed {
	if len(e.truth) == 0 {
		return BCubed{1, 1, 1}
	}
	truths, founds, overlaps := map[string]int64{}, map[string]int64{}, map[both]int64{}
	for id, t := range e.truth {
		truths[t]++
		overlaps[both{t, e.clusterOf(id)}]++
		founds[e.clusterOf(id)]++
	}
	precision, recall := map[int64]int64{}, map[int64]int64{} // squares, by size of the group
	for b, n := range overlaps {
		precision[founds[b.found]] += n * n
		recall[truths[b.truth]] += n * n
	}
	r := BCubed{Precision: mean(precision, len(e.truth)), Recall: mean(recall, len(e.truth))}
	r.F1 = harmonic(r.Precision, r.Recall)
	return r
}

// clusterOf returns the found cluster of a record, itself when it is alone.
func (e *evaluation) clusterOf(id string) string {
	if found, ok := e.found[id]; ok {
		return "in " + found
	}
	return "alone " + id
}
