package pipeline

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/customer"
)

// UndoOptions say what is undone.
type UndoOptions struct {
	Merge   int64  // a merge's id
	Run     string // or all merges of a run, or of a pipeline's steps
	Cascade bool   // undo later merges on top first
	NoJudge bool   // do not keep the members apart for ever
}

// UndoSummary is what an undo did.
type UndoSummary struct {
	Step      string               `json:"step"`
	Run       string               `json:"run"`
	Undone    int                  `json:"undone_merges"`
	Restored  int                  `json:"restored_customers"`
	Back      int                  `json:"moved_back"`
	Conflicts []merge.UndoConflict `json:"undo_conflicts"`
}

// Undo brings merged customers back.
func (s *Session) Undo(ctx context.Context, opt UndoOptions) (*UndoSummary, error) {
	merges, err := s.toUndo(ctx, opt)
	if err != nil {
		return nil, err
	}
	sum := &UndoSummary{Step: "undo", Conflicts: []merge.UndoConflict{}}
	err = s.perform(ctx, step{kind: "undo", config: map[string]any{"merge": opt.Merge, "of_run": opt.Run}}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		return sum, s.undoAll(ctx, merges, opt, sum)
	})
	return sum, err
}

// toUndo lists the merges to undo, newest first.
func (s *Session) toUndo(ctx context.Context, opt UndoOptions) ([]customer.Merge, error) {
	q := store.MergeQuery{ID: opt.Merge, Images: true}
	if opt.Run != "" {
		if _, err := s.Store.RunByID(ctx, opt.Run); err != nil {
			return nil, fmt.Errorf("run %s: %w", opt.Run, err)
		}
		q.Runs = []string{opt.Run}
		steps, err := s.Store.ListRuns(ctx, store.RunQuery{Parent: opt.Run})
		if err != nil {
			return nil, err
		}
		for _, st := range steps {
			q.Runs = append(q.Runs, st.ID)
		}
	}
	list, err := s.Store.ListMerges(ctx, q)
	if err != nil {
		return nil, err
	}
	if opt.Merge != 0 && len(list) == 0 {
		return nil, fmt.Errorf("merge %d: %w", opt.Merge, store.ErrNotFound)
	}
	if opt.Merge != 0 && !list[0].UndoneOn.IsZero() {
		return nil, fmt.Errorf("merge %d: %w", opt.Merge, store.ErrUndone)
	}
	list = slices.DeleteFunc(list, func(m customer.Merge) bool { return !m.UndoneOn.IsZero() })
	if opt.Cascade {
		if list, err = s.withLater(ctx, list); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(a, b customer.Merge) int { return cmp.Compare(b.ID, a.ID) })
	return list, nil
}

// withLater adds the live merges that stand on those given.
func (s *Session) withLater(ctx context.Context, list []customer.Merge) ([]customer.Merge, error) {
	known := map[int64]bool{}
	for _, m := range list {
		known[m.ID] = true
	}
	for i := 0; i < len(list); i++ {
		for _, id := range append([]int64{list[i].Survivor}, list[i].Secondaries...) {
			later, err := s.Store.ListMerges(ctx, store.MergeQuery{Customer: id, Images: true})
			if err != nil {
				return nil, err
			}
			for _, m := range later {
				if m.ID > list[i].ID && m.UndoneOn.IsZero() && !known[m.ID] {
					known[m.ID] = true
					list = append(list, m)
				}
			}
		}
	}
	return list, nil
}

// undoAll undoes merges newest first. Merges that share no customer are undone
// in one transaction; one that stands on another waits for the next.
func (s *Session) undoAll(ctx context.Context, list []customer.Merge, opt UndoOptions, sum *UndoSummary) error {
	advance, finish := s.Progress.begin("undoing")
	defer finish()
	for len(list) > 0 {
		touched := map[int64]bool{}
		n := 0
		for n < len(list) && n < mergeChunk && !touches(touched, list[n]) {
			n++
		}
		if err := s.undoChunk(ctx, list[:n], opt, sum); err != nil {
			return err
		}
		list = list[n:]
		advance(int64(sum.Undone))
		if s.Stopping() {
			return ErrInterrupted
		}
	}
	return nil
}

// touches says whether a merge shares a customer with those noted, and notes
// its customers when it does not.
func touches(noted map[int64]bool, m customer.Merge) bool {
	members := append([]int64{m.Survivor}, m.Secondaries...)
	if slices.ContainsFunc(members, func(id int64) bool { return noted[id] }) {
		return true
	}
	for _, id := range members {
		noted[id] = true
	}
	return false
}

func (s *Session) undoChunk(ctx context.Context, list []customer.Merge, opt UndoOptions, sum *UndoSummary) error {
	around, err := s.surroundings(ctx, list)
	if err != nil {
		return err
	}
	plans := make([]store.UndoPlan, 0, len(list))
	for _, m := range list {
		u := around.undo(m)
		plan, err := merge.PlanUndo(u)
		if err != nil {
			return undoError(m.ID, err)
		}
		p := store.UndoPlan{Merge: m.ID, Back: plan.Moves}
		for _, c := range plan.Customers {
			next := c.Clone()
			next.Version++
			p.Restore = append(p.Restore, store.Revision{Customer: next, Base: c.Version})
		}
		if !opt.NoJudge {
			p.Judgements = plan.Judgements
		}
		plans = append(plans, p)
		sum.Undone++
		sum.Restored += len(m.Secondaries)
		sum.Back += len(plan.Moves)
		sum.Conflicts = append(sum.Conflicts, plan.Conflicts...)
	}
	return s.Store.Undo(ctx, sum.Run, plans)
}

func undoError(id int64, err error) error {
	if errors.Is(err, merge.ErrSuperseded) {
		return fmt.Errorf("merge %d: %w; undo those first, or give --cascade", id, err)
	}
	return fmt.Errorf("merge %d: %w", id, err)
}

// surroundings is what planning undos needs to know of the store.
type surroundings struct {
	now    map[int64]*customer.Customer
	edits  map[int64][]customer.Change
	later  map[int64][]customer.Merge
	owners map[string]int64
}

// surroundings loads it for many merges in a fixed number of questions; only a
// survivor's later merges are asked one by one.
func (s *Session) surroundings(ctx context.Context, list []customer.Merge) (*surroundings, error) {
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
		if around.later[m.Survivor], err = s.Store.ListMerges(ctx, store.MergeQuery{Customer: m.Survivor}); err != nil {
			return nil, err
		}
	}
	return around, nil
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
