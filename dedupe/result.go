package dedupe

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"rollcall/dedupe/clustering"
	"rollcall/dedupe/scoring"
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
	named(out.Clusters, previous)
	out.Report.Apart = apart(out.Pairs, out.Clusters)
	var err error
	if out.Model, err = json.Marshal(r.model); err != nil {
		return nil, fmt.Errorf("write the model: %w", err)
	}
	return out, nil
}

// pair decides on a scored pair: judgements first, then the thresholds.
func (r *run) pair(p scoredPair) customer.Pair {
	left, right := r.table.Refs[p.left], r.table.Refs[p.right]
	agreement := scoring.Agreement{Levels: p.levels}
	pair := customer.Pair{LeftID: left.ID, RightID: right.ID, LeftImport: left.ImportID, RightImport: right.ImportID,
		Weight: scoring.Bits(p.weight), Probability: scoring.Probability(p.weight), Rule: "judgement", Levels: r.model.Scoring.Levels(&agreement)}
	if p.rule >= 0 {
		pair.Rule = r.index.RuleName(p.rule)
	}
	pair.Decision = decide(r.cfg, r.verdicts[p.pairKey], pair.Probability)
	return pair
}

func decide(cfg Config, verdict customer.Verdict, probability float64) customer.Decision {
	switch {
	case verdict == customer.SaysMatch:
		return customer.Matched
	case verdict == customer.SaysNonMatch:
		return customer.NonMatch
	case probability >= cfg.Match && verdict != customer.SaysUnsure:
		return customer.Matched
	case probability >= cfg.Review:
		return customer.PossibleMatch
	}
	return customer.NonMatch
}

func (r *run) edgeWeight(p scoredPair) float64 {
	if r.verdicts[p.pairKey] == customer.SaysMatch {
		return math.Inf(1)
	}
	return scoring.Bits(p.weight)
}

// clusters groups the matching pairs and says which groups need a person.
func (r *run) clusters(edges []clustering.Edge) []customer.Cluster {
	agreement := scoring.NewAgreement(r.comparer)
	groups := clustering.Build(edges, clustering.Options{
		Weight: func(a, b uint32) float64 {
			r.comparer.Compare(a, b, &agreement)
			return scoring.Bits(r.weights.Score(&agreement))
		},
		Forbids: func(a, b uint32) bool {
			return len(r.verdicts) > 0 && r.verdicts[keyOf(a, b)] == customer.SaysNonMatch
		},
	})
	list := make([]customer.Cluster, len(groups))
	for i, g := range groups {
		c := customer.Cluster{WeakestLink: probabilityOf(g.Weakest), Decision: "auto", Trusted: r.model.Scoring.Trusted}
		for _, m := range g.Members {
			ref := r.table.Refs[m]
			c.Members = append(c.Members, customer.Member{ID: ref.ID, ImportID: ref.ImportID, Version: ref.Version})
		}
		if c.Reasons = r.doubts(g.Members, &agreement); len(c.Reasons) > 0 {
			c.Decision = "review"
		}
		list[i] = c
	}
	return list
}

func probabilityOf(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

// mostDoubts bounds the members whose pairs are looked at for doubts.
const mostDoubts = 40

// doubts returns why a person should look at a cluster, sorted: members that
// contradict each other and no judgement says that they match.
func (r *run) doubts(members []uint32, agreement *scoring.Agreement) []string {
	seen := map[string]bool{}
	if len(members) > mostDoubts {
		seen["large_cluster"] = true
		members = members[:mostDoubts]
	}
	for i, a := range members {
		for _, b := range members[i+1:] {
			if r.verdicts[keyOf(a, b)] == customer.SaysMatch {
				continue
			}
			r.comparer.Compare(a, b, agreement)
			for _, reason := range r.model.Scoring.Contradicts(agreement) {
				seen[reason] = true
			}
			if r.model.Scoring.HouseholdLike(agreement) {
				seen["household"] = true
			}
			if scoring.Probability(r.weights.Score(agreement)) < r.cfg.Review {
				seen["weak_pair"] = true
			}
		}
	}
	var reasons []string
	for reason := range seen {
		reasons = append(reasons, reason)
	}
	slices.Sort(reasons)
	return reasons
}

// named gives the clusters their ids.
func named(clusters, previous []customer.Cluster) {
	groups, before := groupsOf(clusters), groupsOf(previous)
	clustering.Name(groups, before)
	for i := range clusters {
		clusters[i].ID = groups[i].ID
	}
}

func groupsOf(clusters []customer.Cluster) []clustering.Group {
	groups := make([]clustering.Group, len(clusters))
	for i, c := range clusters {
		groups[i].ID = c.ID
		for _, m := range c.Members {
			groups[i].Members = append(groups[i].Members, m.ImportID)
		}
		slices.SortFunc(groups[i].Members, cmp.Compare[string])
	}
	return groups
}
