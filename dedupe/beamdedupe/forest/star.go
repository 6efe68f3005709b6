package forest

import "slices"

// Edge joins two ids.
type Edge struct{ A, B int64 }

// LargeStar is one half of a round of label propagation: of an id and its
// neighbours, the larger neighbours are joined to the smallest of them all. It
// sorts and returns its argument's space. Method: the alternation of large and
// small stars (Kiveris and others, 2014), which ends with each component as a star
// around its smallest id, in about the logarithm of its width rounds.
func LargeStar(id int64, neighbours []int64) []Edge {
	slices.Sort(neighbours)
	neighbours = slices.Compact(neighbours)
	smallest := min(id, neighbours[0])
	var edges []Edge
	for _, n := range neighbours {
		if n > id {
			edges = append(edges, Edge{n, smallest})
		}
	}
	return edges
}

// SmallStar is the other half: of an id and its smaller neighbours, all are joined
// to the smallest one. Larger neighbours are left out.
func SmallStar(id int64, neighbours []int64) []Edge {
	slices.Sort(neighbours)
	neighbours = slices.Compact(neighbours)
	smallest := neighbours[0]
	if smallest >= id {
		return nil
	}
	edges := []Edge{{id, smallest}}
	for _, n := range neighbours[1:] {
		if n < id {
			edges = append(edges, Edge{n, smallest})
		}
	}
	return edges
}

// Settled says whether what an id sees is a star: it is the smallest and all its
// neighbours are larger, or its one neighbour is smaller.
func Settled(id int64, neighbours []int64) bool {
	slices.Sort(neighbours)
	neighbours = slices.Compact(neighbours)
	return neighbours[0] > id || len(neighbours) == 1
}
