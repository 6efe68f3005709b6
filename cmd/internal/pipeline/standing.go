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

// of returns the live merges that a customer takes part in, oldest first.
func (l *standing) of(ctx context.Context, id int64) ([]customer.Merge, error) {
	list, known := l.merges[id]
	if !known && !l.all {
		var err error
		if list, err = l.store.ListMerges(ctx, store.MergeQuery{Customer: id}); err != nil {
			return nil, err
		}
		l.merges[id] = list
	}
	return slices.DeleteFunc(slices.Clone(list), func(m customer.Merge) bool { return !m.UndoneOn.IsZero() || l.gone[m.ID] }), nil
}

// above returns the live merges made after m that a member of it takes part
// in, oldest first. While m is live that can only be its survivor.
func (l *standing) above(ctx context.Context, m customer.Merge) ([]customer.Merge, error) {
	list, err := l.of(ctx, m.Survivor)
	return slices.DeleteFunc(list, func(other customer.Merge) bool { return other.ID <= m.ID }), err
}

// below returns the customers that were merged into members of m before it,
// through chains.
func (l *standing) below(ctx context.Context, m customer.Merge) ([]int64, error) {
	var ids []int64
	open := append([]int64{m.Survivor}, m.Secondaries...)
	for len(open) > 0 {
		list, err := l.of(ctx, open[0])
		if err != nil {
			return nil, err
		}
		for _, earlier := range list {
			if earlier.Survivor == open[0] && earlier.ID < m.ID {
				ids, open = append(ids, earlier.Secondaries...), append(open, earlier.Secondaries...)
			}
		}
		open = open[1:]
	}
	return ids, nil
}

// undone notes merges as undone.
func (l *standing) undone(list []customer.Merge) {
	for _, m := range list {
		l.gone[m.ID] = true
	}
}
