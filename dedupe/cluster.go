package dedupe

import (
	"cmp"
	"context"
	"math"
	"slices"

	"rollcall/dedupe/clustering"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

// Clusters groups the matches among pairs, which must be whole components: all the
// matches of every record that is in one. The table need hold no other records. The
// clusters have no ids yet: Name gives them.
func (s *Scorer) Clusters(pairs []customer.Pair) []customer.Cluster {
	at := make(map[record.Ref]uint32, len(s.table.Refs))
	for i, ref := range s.table.Refs {
		at[record.Ref{ID: ref.ID, ImportID: ref.ImportID}] = uint32(i)
	}
	var edges []clustering.Edge
	for i := range pairs {
		p := &pairs[i]
		if p.Decision != customer.Matched {
			continue
		}
		key := keyOf(at[record.Ref{ID: p.LeftID, ImportID: p.LeftImport}], at[record.Ref{ID: p.RightID, ImportID: p.RightImport}])
		e := clustering.Edge{A: key.left, B: key.right, Weight: p.Weight}
		if s.verdicts[key] == customer.SaysMatch {
			e.Weight = math.Inf(1)
		}
		edges = append(edges, e)
	}
	return s.clusters(edges)
}

// groupStep is how many groups a core describes at a time.
const groupStep = 256

// clusters groups the matching pairs and says which groups need a person.
func (s *Scorer) clusters(edges []clustering.Edge) []customer.Cluster {
	groups := clustering.Build(edges, clustering.Options{
		Weight: func(a, b uint32) float64 {
			s.comparer.Compare(a, b, &s.agreement)
			return scoring.Bits(s.weights.Score(&s.agreement))
		},
		Forbids: func(a, b uint32) bool {
			return len(s.verdicts) > 0 && s.verdicts[keyOf(a, b)] == customer.SaysNonMatch
		},
	})
	list := make([]customer.Cluster, len(groups))
	share(context.Background(), len(groups), groupStep, s.fork, func(worker *Scorer, i int) { list[i] = worker.cluster(&groups[i]) })
	return list
}

// cluster describes a group of records.
func (s *Scorer) cluster(g *clustering.Cluster) customer.Cluster {
	c := customer.Cluster{WeakestLink: probabilityOf(g.Weakest), Decision: "auto", Trusted: s.model.Scoring.Trusted}
	c.Members = make([]customer.Member, len(g.Members))
	for i, m := range g.Members {
		ref := &s.table.Refs[m]
		c.Members[i] = customer.Member{ID: ref.ID, ImportID: ref.ImportID, Version: ref.Version}
	}
	if c.Reasons = s.doubts(g.Members); len(c.Reasons) > 0 {
		c.Decision = "review"
	}
	return c
}

func probabilityOf(bits float64) float64 { return 1 / (1 + math.Exp2(-bits)) }

// mostDoubts bounds the members whose pairs are looked at for doubts.
const mostDoubts = 40

// doubts returns why a person should look at a cluster, sorted: members that
// contradict each other and no judgement says that they match.
func (s *Scorer) doubts(members []uint32) []string {
	seen := map[string]bool{}
	if len(members) > mostDoubts {
		seen["large_cluster"] = true
		members = members[:mostDoubts]
	}
	for i, a := range members {
		for _, b := range members[i+1:] {
			if s.verdicts[keyOf(a, b)] != customer.SaysMatch {
				s.doubt(a, b, seen)
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

// doubt adds the reasons why two members of a cluster may be two.
func (s *Scorer) doubt(a, b uint32, seen map[string]bool) {
	s.comparer.Compare(a, b, &s.agreement)
	for _, reason := range s.model.Scoring.Contradicts(&s.agreement) {
		seen[reason] = true
	}
	if s.model.Scoring.HouseholdLike(&s.agreement) {
		seen["household"] = true
	}
	if scoring.Probability(s.weights.Score(&s.agreement)) < s.cfg.Review {
		seen["weak_pair"] = true
	}
}

// Name gives the clusters their ids: those of the previous clusters of which they
// keep most, else ids derived from their smallest import ids that are not taken.
func Name(clusters, previous []customer.Cluster, taken ...string) {
	groups, before := groupsOf(clusters), groupsOf(previous)
	clustering.Name(groups, before, taken...)
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
