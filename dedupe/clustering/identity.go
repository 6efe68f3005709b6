package clustering

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
)

// Group is a cluster as far as its identity goes: its id and the import ids of
// its members, ascending bytewise.
type Group struct {
	ID      string
	Members []string
}

// Name gives every cluster without an id its id. A cluster that keeps more than
// half of a previous one's members takes its id; when it does so of several, that
// of which it keeps most, then the smaller id. The others get an id that is
// derived from their smallest import id and not taken.
func Name(clusters []Group, previous []Group, ids ...string) {
	holder := make(map[string]int, 2*len(clusters))
	for i, c := range clusters {
		for _, m := range c.Members {
			holder[m] = i
		}
	}
	taken := make(map[string]bool, len(clusters)+len(ids))
	for _, id := range ids {
		taken[id] = true
	}
	for _, k := range kept(holder, previous) {
		if c := &clusters[k.cluster]; c.ID == "" && !taken[k.id] {
			c.ID = k.id
			taken[k.id] = true
		}
	}
	for i := range clusters {
		if clusters[i].ID == "" {
			clusters[i].ID = fresh(clusters[i].Members[0], taken)
			taken[clusters[i].ID] = true
		}
	}
}

// keeping says that a cluster keeps so many members of a previous one.
type keeping struct {
	cluster, members int
	id               string
}

// kept lists who keeps more than half of a previous cluster, most members first.
func kept(holder map[string]int, previous []Group) []keeping {
	var list []keeping
	for _, p := range previous {
		counts := map[int]int{}
		for _, m := range p.Members {
			if i, ok := holder[m]; ok {
				counts[i]++
			}
		}
		for i, n := range counts {
			if 2*n > len(p.Members) {
				list = append(list, keeping{i, n, p.ID})
			}
		}
	}
	slices.SortFunc(list, func(x, y keeping) int {
		return cmp.Or(cmp.Compare(y.members, x.members), cmp.Compare(x.id, y.id), cmp.Compare(x.cluster, y.cluster))
	})
	return list
}

// fresh derives an id that is not taken.
func fresh(importID string, taken map[string]bool) string {
	for n := 1; ; n++ {
		if id := Fresh(importID, n); !taken[id] {
			return id
		}
	}
}

// Fresh returns the n-th id, from 1 on, that is derived from a cluster's smallest
// import id: the first that no other cluster has is taken.
func Fresh(importID string, n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %s", n, importID))
	return "c" + hex.EncodeToString(sum[:6])
}
