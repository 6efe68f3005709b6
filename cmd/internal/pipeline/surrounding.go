package pipeline

import (
	"cmp"
	"context"
	"slices"

	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/customer"
)

// surroundings is what planning undos needs to know of the store.
type surroundings struct {
	now    map[int64]*customer.Customer // members, and what was merged into them before
	below  map[int64][]int64            // by merge: what was merged into its members before
	edits  map[int64][]customer.Change  // by customer, since the first of the merges
	later  map[int64][]customer.Merge   // by survivor
	owners map[string]int64             // whose the keys are that changes and records came through
}

// surroundings loads it for many merges in a fixed number of questions.
func (s *Session) surroundings(ctx context.Context, list []customer.Merge, live *standing) (*surroundings, error) {
	around := &surroundings{now: map[int64]*customer.Customer{}, below: map[int64][]int64{}, edits: map[int64][]customer.Change{},
		later: map[int64][]customer.Merge{}}
	var members, below []int64
	first := list[0].Seq
	for _, m := range list {
		members = append(append(members, m.Survivor), m.Secondaries...)
		first = min(first, m.Seq)
		var err error
		if around.later[m.Survivor], err = live.above(ctx, m); err != nil {
			return nil, err
		}
		if around.below[m.ID], err = live.below(ctx, m); err != nil {
			return nil, err
		}
		below = append(below, around.below[m.ID]...)
	}
	if err := s.present(ctx, members, store.Everything, around); err != nil {
		return nil, err
	}
	if err := s.present(ctx, below, store.Include{}, around); err != nil {
		return nil, err
	}
	return around, s.edits(ctx, append(members, below...), first, around)
}

// present loads customers as they stand.
func (s *Session) present(ctx context.Context, ids []int64, include store.Include, around *surroundings) error {
	customers, err := s.Store.Load(ctx, ids, include)
	for _, c := range customers {
		around.now[c.ID] = c
	}
	return err
}

// edits reads the journal since the first of the merges, and finds out whose
// the keys are that changes and related records came through.
func (s *Session) edits(ctx context.Context, ids []int64, after int64, around *surroundings) error {
	var keys []string
	for change, err := range s.Store.Journal(ctx, store.JournalQuery{Customers: ids, AfterSeq: after}) {
		if err != nil {
			return err
		}
		around.edits[change.Customer] = append(around.edits[change.Customer], change)
		if change.Key != "" {
			keys = append(keys, change.Key)
		}
	}
	for _, c := range around.now {
		for _, r := range c.Related {
			keys = append(keys, recordKey(r.Kind, r.ID))
		}
	}
	slices.Sort(keys)
	keys = slices.Compact(keys)
	memories, err := s.Store.Recall(ctx, keys)
	around.owners = make(map[string]int64, len(memories))
	for _, m := range memories {
		around.owners[m.Key] = m.Customer
	}
	return err
}

// recordKey is the key under which a related record is remembered.
func recordKey(kind customer.Kind, id string) string { return string(kind) + ":" + id }

// undo gathers what one merge's undoing depends on.
func (a *surroundings) undo(m customer.Merge) merge.Undo {
	u := merge.Undo{Merge: m, Now: a.now, Later: a.later[m.Survivor], KeyOwner: func(key string) int64 { return a.owners[key] }}
	for _, id := range append([]int64{m.Survivor}, m.Secondaries...) {
		u.Edits = append(u.Edits, a.since(id, m)...)
	}
	slices.SortFunc(u.Edits, func(x, y customer.Change) int { return cmp.Compare(x.Seq, y.Seq) })
	return u
}

// since returns the changes of a customer after a merge, oldest first.
func (a *surroundings) since(id int64, m customer.Merge) []customer.Change {
	return slices.DeleteFunc(slices.Clone(a.edits[id]), func(c customer.Change) bool { return c.Seq <= m.Seq })
}

// member returns the member of a merge that a customer is, or was merged into
// before it; 0 for others.
func (a *surroundings) member(id int64, m customer.Merge) int64 {
	for range len(a.below[m.ID]) + 1 {
		if id == m.Survivor || slices.Contains(m.Secondaries, id) {
			return id
		}
		c := a.now[id]
		if c == nil {
			return 0
		}
		id = c.MergedInto
	}
	return 0
}
