// Package clustering turns scored pairs into clusters that resist chaining: two
// groups are joined by their strongest pair only when their other pairs, taken
// together, do not speak against it.
package clustering

import (
	"cmp"
	"math"
	"slices"
)

// Edge is a pair of records that match, A before B, with its match weight in
// bits; +Inf is a judgement.
type Edge struct {
	A, B   uint32
	Weight float64
}

// Options say what clusters are made of. Every function must be symmetric and
// depend on nothing but its two records.
type Options struct {
	Weight  func(a, b uint32) float64 // match weight of any two records in bits
	Forbids func(a, b uint32) bool    // a judgement that they are not one
}

// Cluster is a set of two or more records, ascending, and the weight of the
// weakest pair that was needed to join it.
type Cluster struct {
	Members []uint32
	Weakest float64
}

const (
	strong    = 16.0 // bits beyond which a pair's voice does not grow
	against   = -2.0 // mean voice between two groups under which they stay apart
	mostPairs = 256  // pairs that are heard between two groups
)

// Build returns the clusters of the edges, by first member. Method: agglomeration
// in descending order of weight within each connected component; two groups join
// when the mean weight between their members, each within +-16 bits, is at least
// -2 bits and no judgement forbids it.
func Build(edges []Edge, o Options) []Cluster {
	edges = slices.Clone(edges)
	slices.SortFunc(edges, func(x, y Edge) int {
		return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
	})
	g := grouping{Options: o, group: make(map[uint32]*group, len(edges))}
	for rest := edges; ; {
		refused := g.join(rest)
		if len(refused) == 0 || len(refused) == len(rest) {
			break
		}
		rest = refused
	}
	return g.clusters()
}

type group struct {
	members []uint32
	weakest float64
}

type grouping struct {
	Options
	group map[uint32]*group
}

// join goes through the edges once and returns those whose groups stay apart.
func (g *grouping) join(edges []Edge) (refused []Edge) {
	for _, e := range edges {
		a, b := g.of(e.A), g.of(e.B)
		if a == b {
			continue
		}
		if !g.accepts(a, b, e) {
			refused = append(refused, e)
			continue
		}
		a.weakest = min(a.weakest, b.weakest, e.Weight)
		a.members = append(a.members, b.members...)
		slices.Sort(a.members)
		for _, m := range b.members {
			g.group[m] = a
		}
	}
	return refused
}

func (g *grouping) of(record uint32) *group {
	at := g.group[record]
	if at == nil {
		at = &group{members: []uint32{record}, weakest: math.Inf(1)}
		g.group[record] = at
	}
	return at
}

// accepts hears the pairs between two groups, evenly chosen when there are many.
func (g *grouping) accepts(a, b *group, e Edge) bool {
	for _, x := range a.members {
		for _, y := range b.members {
			if g.Forbids(min(x, y), max(x, y)) {
				return false
			}
		}
	}
	if len(a.members) == 1 && len(b.members) == 1 || math.IsInf(e.Weight, 1) {
		return true
	}
	pairs := len(a.members) * len(b.members)
	step := max(1, pairs/mostPairs)
	sum, heard := 0.0, 0
	for k := 0; k < pairs; k += step {
		x, y := a.members[k/len(b.members)], b.members[k%len(b.members)]
		sum += min(strong, max(-strong, g.Weight(min(x, y), max(x, y))))
		heard++
	}
	return sum/float64(heard) >= against
}

func (g *grouping) clusters() []Cluster {
	var list []Cluster
	for record, at := range g.group {
		if len(at.members) > 1 && at.members[0] == record {
			list = append(list, Cluster{at.members, at.weakest})
		}
	}
	slices.SortFunc(list, func(x, y Cluster) int { return cmp.Compare(x.Members[0], y.Members[0]) })
	return list
}
