package strip

import (
	"cmp"
	"slices"
	"strings"
)

// First returns the ids, ascending, of the customers who are the first n that
// answer in the order of the question. It needs the sort keys.
func (a *Answer) First(n int) []int64 {
	var found []place
	for _, s := range a.segments {
		for _, i := range s.first(s.answering(n, a.plan.keys), n, a.plan.keys, s.keys) {
			found = append(found, place{s, i})
		}
	}
	slices.SortFunc(found, a.plan.order)
	ids := make([]int64, min(n, len(found)))
	for i := range ids {
		ids[i] = found[i].id()
	}
	slices.Sort(ids)
	return ids
}

// place is where a customer stands.
type place struct {
	in *segment
	at int
}

func (p place) id() int64 { return p.in.ids[p.at] }

// order compares two customers by the sort keys.
func (p *Plan) order(a, b place) int {
	for i, k := range p.keys {
		sign := 0
		if k.path == idsPath {
			sign = cmp.Compare(a.id(), b.id())
		} else {
			sign = strings.Compare(a.in.keys[i].sorted(k, a.at), b.in.keys[i].sorted(k, b.at))
		}
		if sign != 0 && k.desc {
			return -sign
		}
		if sign != 0 {
			return sign
		}
	}
	return 0
}

// answering returns the places of those who answer; by ascending ids alone, n
// are enough.
func (s *segment) answering(n int, keys []key) (places []int) {
	if keys[0] != (key{path: idsPath}) {
		n = len(s.mask)
	}
	places = make([]int, 0, min(n, len(s.mask)))
	for i, in := range s.mask {
		if len(places) == n {
			break
		}
		if in {
			places = append(places, i)
		}
	}
	return places
}

// first returns the first n of these customers in the order of keys, which
// columns belong to: whoever comes before the word at which the n-th stands,
// and of those who have that word the first by the keys that are left.
func (s *segment) first(rows []int, n int, keys []key, columns []*strip) []int {
	if n >= len(rows) {
		return rows
	}
	if len(columns) == 0 { // rows are in the order of ids
		if keys[0].desc {
			return rows[len(rows)-n:]
		}
		return rows[:n]
	}
	rank, ranks := columns[0].ranks(keys[0])
	counts := make([]int, ranks)
	for _, i := range rows {
		counts[rank[columns[0].codes[i]]]++
	}
	last, before := 0, 0
	for before+counts[last] < n {
		before += counts[last]
		last++
	}
	var in, tied []int
	for _, i := range rows {
		switch r := rank[columns[0].codes[i]]; {
		case r < last:
			in = append(in, i)
		case r == last:
			tied = append(tied, i)
		}
	}
	return append(in, s.first(tied, n-before, keys[1:], columns[1:])...)
}
