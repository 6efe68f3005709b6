package store

import (
	"cmp"
	"context"
	"iter"
	"slices"

	"rollcall/store/customer"
)

// Matching is the outcome of one dedupe run.
type Matching struct {
	Run            string
	Records        int64
	CandidatePairs int64
	Comparisons    []string           // names of the comparisons, in the order of Pair.Levels
	Pairs          []customer.Pair    // by left, then right import id, bytewise
	Clusters       []customer.Cluster // by their first members' import ids, bytewise
	Model          []byte             // the frozen model, JSON
	Settings       string             // what else the outcome depends on, canonical; "" when it is not known
	Seq            int64              // the journal's sequence that the records were read at

	// Keys are the records' blocking keys, ascending by key, then customer; nil: there
	// are none to keep. LastMatching leaves them out: FindKeys asks for them.
	Keys iter.Seq[Keyed]
}

// Keyed is a blocking key, and a customer whose record has it.
type Keyed struct {
	Key      uint64
	Customer int64
}

// Sort puts pairs and clusters in the order that Matching says.
func (m *Matching) Sort() {
	m.Pairs = sorted(m.Pairs, func(a, b *customer.Pair) int {
		return cmp.Or(cmp.Compare(a.LeftImport, b.LeftImport), cmp.Compare(a.RightImport, b.RightImport), cmp.Compare(a.LeftID, b.LeftID), cmp.Compare(a.RightID, b.RightID))
	})
	m.Clusters = sorted(m.Clusters, func(a, b *customer.Cluster) int {
		return cmp.Or(cmp.Compare(a.Members[0].ImportID, b.Members[0].ImportID), cmp.Compare(a.Members[0].ID, b.Members[0].ID))
	})
}

// sorted sorts a list that is in order but for its end, where amendments stand.
func sorted[T any](list []T, compare func(a, b *T) int) []T {
	ordered := 1
	for ordered < len(list) && compare(&list[ordered-1], &list[ordered]) <= 0 {
		ordered++
	}
	if ordered >= len(list) {
		return list
	}
	head, tail := list[:ordered], list[ordered:]
	slices.SortFunc(tail, func(a, b T) int { return compare(&a, &b) })
	all := make([]T, 0, len(list))
	for len(head) > 0 && len(tail) > 0 {
		if compare(&head[0], &tail[0]) <= 0 {
			all, head = append(all, head[0]), head[1:]
		} else {
			all, tail = append(all, tail[0]), tail[1:]
		}
	}
	return append(append(all, head...), tail...)
}

// Amendment changes the last outcome where customers have changed.
type Amendment struct {
	Base           string // the run whose outcome it changes
	Run            string // the run that does
	Records        int64  // as in Matching, for the whole
	CandidatePairs int64
	Seq            int64
	Customers      []int64 // whose pairs and keys are taken out first
	Pairs          []customer.Pair
	Dissolved      []string // ids of the clusters that are taken out
	Clusters       []customer.Cluster
	Keys           []Keyed // ascending by key, then customer
}

// Matches keeps what dedupe found and what people said of it.
type Matches interface {
	// SaveMatching keeps a dedupe run's outcome in place of the one before. A cluster
	// has at least one member.
	SaveMatching(ctx context.Context, m Matching) error
	// AmendMatching changes the newest outcome, keeping its model and settings. When
	// that is not the one of Base (any more), it is ErrStale.
	AmendMatching(ctx context.Context, a Amendment) error
	// LastMatching returns the newest outcome, pairs only when asked for, or
	// ErrNotFound. Pairs share their lists of levels, which must not be changed.
	LastMatching(ctx context.Context, pairs bool) (*Matching, error)
	// LastModel returns the newest outcome without its pairs and clusters, or
	// ErrNotFound.
	LastModel(ctx context.Context) (*Matching, error)
	// FindKeys streams the entries that have one of these keys, in no order. Where
	// the newest outcome was saved without keys there are none.
	FindKeys(ctx context.Context, keys []uint64) iter.Seq2[Keyed, error]
	// KeyCounts tells how large the index of keys is.
	KeyCounts(ctx context.Context) (KeyCounts, error)
	// Judge keeps judgements; On and By are set. The newest on a pair counts.
	Judge(ctx context.Context, judgements []customer.Judgement) error
	// Judgements returns the newest judgement of each pair, by left then right
	// id, the smaller id left.
	Judgements(ctx context.Context) ([]customer.Judgement, error)
}

// KeyCounts is the size of the index of blocking keys, in entries: those that the
// newest whole outcome brought, and those that amendments have added since.
type KeyCounts struct{ Whole, Added int64 }
