package dedupe

import (
	"rollcall/dedupe/blocking"
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
	out.Clusters = r.clusters(edges)
	Name(out.Clusters, previous)
	out.Report.Apart = apart(out.Pairs, out.Clusters)
	keyer, err := blocking.NewKeyer(r.table, &r.model.Blocking)
	if err != nil {
		return nil, err
	}
	out.Entries = keyer.Entries()
	out.Model, err = r.model.Encode()
	return out, err
}
