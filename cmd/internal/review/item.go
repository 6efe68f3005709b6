package review

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
)

// state is what became of an item in this review.
type state string

// The states.
const (
	waiting   state = "waiting"
	skipped   state = "skipped"
	merged    state = "merged"
	different state = "different"
	unsure    state = "unsure"
	gone      state = "gone" // decided elsewhere
)

// open says whether there is something to decide.
func (s state) open() bool { return s == waiting || s == skipped }

// item is a case with what became of it here.
type item struct {
	pipeline.WaitingCase
	key   string // in addresses: tells nothing about the customer
	state state
	draft draft
}

// shelf is all clusters, or all possible matches, in each order.
type shelf struct {
	items  []*item
	orders map[string][]*item
	why    []string // reasons, the most frequent first
}

// order is one that a shelf can be worked through in.
type order struct{ name, title, sheet string } // sheet "": either

// orders are all there are.
var orders = []order{
	{"stake", "most at stake first", ""}, {"likely", "most likely first", sheetPossible},
	{"doubt", "least certain first", ""}, {"size", "largest first", sheetClusters},
}

func newShelf(cases []pipeline.WaitingCase) *shelf {
	s := &shelf{orders: map[string][]*item{}}
	count := map[string]int{}
	for _, c := range cases {
		s.items = append(s.items, &item{WaitingCase: c, key: keyOf(c.Cluster.ID), state: waiting})
		for _, reason := range c.Reasons {
			if count[reason]++; count[reason] == 1 {
				s.why = append(s.why, reason)
			}
		}
	}
	slices.SortStableFunc(s.why, func(a, b string) int { return cmp.Compare(count[b], count[a]) })
	for _, o := range orders {
		s.orders[o.name] = sorted(s.items, compare[o.name])
	}
	return s
}

func keyOf(cluster string) string {
	sum := sha256.Sum256([]byte(cluster))
	return hex.EncodeToString(sum[:8])
}

// compare orders two items; those that are equal stay as the queue has them.
var compare = map[string]func(a, b *item) int{
	"stake":  func(a, b *item) int { return a.Stake.Compare(b.Stake) },
	"doubt":  func(a, b *item) int { return cmp.Compare(doubt(a), doubt(b)) },
	"likely": func(_, _ *item) int { return 0 }, // as the queue has them
	"size":   func(a, b *item) int { return cmp.Compare(len(b.Cluster.Members), len(a.Cluster.Members)) },
}

// doubt is how far the weakest link is from even odds.
func doubt(i *item) float64 { return max(i.Cluster.WeakestLink-0.5, 0.5-i.Cluster.WeakestLink) }

func sorted(items []*item, compare func(a, b *item) int) []*item {
	list := slices.Clone(items)
	slices.SortStableFunc(list, compare)
	return list
}

// filter is what a person wants to see of the queue, and in which order.
type filter struct {
	Sheet  string // clusters or possible
	Order  string
	Search string
	Reason string // of those that wait; "": any
	Show   string // open, or decided
}

// find returns the items that the filter leaves, in its order.
func (s *shelf) find(f filter) []*item {
	search := store.Fold(strings.TrimSpace(f.Search))
	var list []*item
	for _, i := range s.orders[f.Order] {
		if i.state.open() != (f.Show == "open") || f.Reason != "" && !slices.Contains(i.Reasons, f.Reason) || !strings.Contains(i.Search, search) {
			continue
		}
		list = append(list, i)
	}
	return list
}

// after returns the first good item behind one, among those that the filter
// leaves open and from their beginning again; nil when there is none.
func (s *shelf) after(f filter, one *item, good func(*item) bool) *item {
	f.Show = "open"
	list := s.find(f)
	start := 0
	if at := slices.Index(s.orders[f.Order], one); at >= 0 && len(list) > 0 {
		behind := map[*item]bool{}
		for _, i := range s.orders[f.Order][at+1:] {
			behind[i] = true
		}
		start = max(0, slices.IndexFunc(list, func(i *item) bool { return behind[i] }))
	}
	for n := range list {
		if i := list[(start+n)%len(list)]; i != one && good(i) {
			return i
		}
	}
	return nil
}

// count counts the items in a state.
func (s *shelf) count(in func(state) bool) int {
	n := 0
	for _, i := range s.items {
		if in(i.state) {
			n++
		}
	}
	return n
}
