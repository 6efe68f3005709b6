package dedupe

import (
	"sync"

	"rollcall/dedupe/clustering"
	"rollcall/store/customer"
)

// result decides on the pairs and clusters them.
func (r *run) result(scored []scoredPair, previous []customer.Cluster) (*Result, error) {
	r.finish()
	out := &Result{Records: r.table.Len(), CandidatePairs: r.report.pairs, Comparisons: r.model.Scoring.Comparisons(), Report: r.report}
	var edges []clustering.Edge
	out.Pairs = make([]customer.Pair, 0, len(scored))
	for _, p := range scored {
		pair := r.pair(p)
		if pair.Decision == customer.NonMatch {
			continue
		}
		out.Pairs = append(out.Pairs, pair)
		if pair.Decision == customer.Matched {
			edges = append(edges, clustering.Edge{A: p.left, B: p.right, Weight: r.edgeWeight(p)})
		}
	}
	var encoding sync.WaitGroup
	var broken error
	encoding.Go(func() { out.Model, broken = r.model.Encode() })
	out.Clusters = r.clusters(edges)
	out.Entries = r.index.Keyer(&r.model.Blocking).Entries()
	encoding.Go(func() { out.Report.Apart = apart(out.Pairs, out.Clusters) })
	Name(out.Clusters, previous)
	encoding.Wait()
	return out, broken
}
