package pipeline

import (
	"context"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// askedOneByOne is up to how many merges the later ones are asked for one by
// one; beyond, all merges are read once.
const askedOneByOne = 50

// standing knows the live merges by the customers that take part in them.
type standing struct {
	store  store.Merges
	all    bool // every merge was read
	merges map[int64][]customer.Merge
	gone   map[int64]bool // undone meanwhile
}

// standingMerges reads the live merges around those given.
func (s *Session) standingMerges(ctx context.Context, list []customer.Merge) (*standing, error) {
	live := &standing{store: s.Store, merges: map[int64][]customer.Merge{}, gone: map[int64]bool{}}
	if len(list) <= askedOneByOne {
		return live, nil
	}
	all, err := s.Store.ListMerges(ctx, store.MergeQuery{})
	if err != nil {
		return nil, err
	}
	live.all = true
	for _, m := range all {
		for _, id := range append([]int64{m.Survivor}, m.Secondaries...) {
			if m.UndoneOn.IsZero() {
				live.merges[id] = append(live.merges[id], m)
			}
		}
	}
	return live, nil
}

// above returns the live merges made after m that a member of it takes part
// in, oldest first. While m is live that can only be its survivor.
func (l *standing) above(ctx context.Context, m customer.Merge) ([]customer.Merge, error) {
	list, known := l.merges[m.Survivor]
	if !known && !l.all {
		var err error
		if list, err = l.store.ListMerges(ctx, store.MergeQuery{Customer: m.Survivor}); err != nil {
			return nil, err
		}
		l.merges[m.Survivor] = list
	}
	return slices.DeleteFunc(slices.Clone(list), func(other customer.Merge) bool {
		return other.ID <= m.ID || !other.UndoneOn.IsZero() || l.gone[other.ID]
	}), nil
}

// undone notes merges as undone.
func (l *standing) undone(list []customer.Merge) {
	for _, m := range list {
		l.gone[m.ID] = true
	}
}
