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
	now    map[int64]*customer.Customer
	edits  map[int64][]customer.Change
	later  map[int64][]customer.Merge
	owners map[string]int64
}

// surroundings loads it for many merges in a fixed number of questions.
func (s *Session) surroundings(ctx context.Context, list []customer.Merge, live *standing) (*surroundings, error) {
	var ids []int64
	first := list[0].Seq
	for _, m := range list {
		ids = append(append(ids, m.Survivor), m.Secondaries...)
		first = min(first, m.Seq)
	}
	around := &surroundings{now: map[int64]*customer.Customer{}, edits: map[int64][]customer.Change{}, later: map[int64][]customer.Merge{}}
	customers, err := s.Store.Load(ctx, ids, store.Everything)
	if err != nil {
		return nil, err
	}
	for _, c := range customers {
		around.now[c.ID] = c
	}
	if err := s.edits(ctx, ids, first, around); err != nil {
		return nil, err
	}
	for _, m := range list {
		if around.later[m.Survivor], err = live.above(ctx, m); err != nil {
			return nil, err
		}
	}
	return around, s.tombstones(ctx, around)
}

// edits reads the journal since the first of the merges, and finds out whose
// the keys are that changes came through.
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
	slices.Sort(keys)
	keys = slices.Compact(keys)
	memories, err := s.Store.Recall(ctx, keys)
	if err != nil {
		return err
	}
	around.owners = make(map[string]int64, len(memories))
	for _, m := range memories {
		around.owners[m.Key] = m.Customer
	}
	return nil
}

// tombstones loads the merged-away customers that own keys which changes came
// through, up to the members that they lead to.
func (s *Session) tombstones(ctx context.Context, around *surroundings) error {
	var ids []int64
	for _, id := range around.owners {
		ids = append(ids, id)
	}
	for {
		slices.Sort(ids)
		ids = slices.DeleteFunc(slices.Compact(ids), func(id int64) bool { return id == 0 || around.now[id] != nil })
		if len(ids) == 0 {
			return nil
		}
		customers, err := s.Store.Load(ctx, ids, store.Include{})
		if err != nil {
			return err
		}
		ids = ids[:0]
		for _, c := range customers {
			around.now[c.ID] = c
			ids = append(ids, c.MergedInto)
		}
	}
}

// undo gathers what one merge's undoing depends on.
func (a *surroundings) undo(m customer.Merge) merge.Undo {
	u := merge.Undo{Merge: m, Now: a.now, Later: a.later[m.Survivor], KeyOwner: func(key string) int64 { return a.owners[key] }}
	for _, id := range append([]int64{m.Survivor}, m.Secondaries...) {
		for _, change := range a.edits[id] {
			if change.Seq > m.Seq {
				u.Edits = append(u.Edits, change)
			}
		}
	}
	slices.SortFunc(u.Edits, func(x, y customer.Change) int { return cmp.Compare(x.Seq, y.Seq) })
	return u
}
