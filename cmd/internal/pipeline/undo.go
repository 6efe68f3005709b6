package pipeline

import (
	"cmp"
	"context"
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
	merges, live, err := s.toUndo(ctx, opt)
	if err != nil {
		return nil, err
	}
	policy, err := s.LastPolicy(ctx)
	if err != nil {
		return nil, err
	}
	sum := &UndoSummary{Step: "undo", Conflicts: []merge.UndoConflict{}}
	err = s.perform(ctx, step{kind: "undo", config: map[string]any{"merge": opt.Merge, "of_run": opt.Run}}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		return sum, s.undoAll(ctx, merges, &undoing{opt, policy, sum, live})
	})
	return sum, err
}

// toUndo lists the merges to undo, newest first, and the live merges around
// them. It refuses, before anything is changed, merges that others stand on.
func (s *Session) toUndo(ctx context.Context, opt UndoOptions) ([]customer.Merge, *standing, error) {
	q := store.MergeQuery{ID: opt.Merge, Images: true}
	if opt.Run != "" {
		var err error
		if q.Runs, err = s.withSteps(ctx, opt.Run); err != nil {
			return nil, nil, err
		}
	}
	list, err := s.Store.ListMerges(ctx, q)
	switch {
	case err != nil:
		return nil, nil, err
	case opt.Merge != 0 && len(list) == 0:
		return nil, nil, fmt.Errorf("merge %d: %w", opt.Merge, store.ErrNotFound)
	case opt.Merge != 0 && !list[0].UndoneOn.IsZero():
		return nil, nil, fmt.Errorf("merge %d: %w", opt.Merge, store.ErrUndone)
	}
	list = slices.DeleteFunc(list, func(m customer.Merge) bool { return !m.UndoneOn.IsZero() })
	live, err := s.standingMerges(ctx, list)
	if err != nil {
		return nil, nil, err
	}
	if list, err = s.withLater(ctx, list, live, opt.Cascade); err != nil {
		return nil, nil, err
	}
	if i := slices.IndexFunc(list, func(m customer.Merge) bool { return m.Pruned }); i >= 0 {
		return nil, nil, fmt.Errorf("merge %d: %w (rollcall runs prune); its customers can only be changed by hand", list[i].ID, store.ErrPruned)
	}
	slices.SortFunc(list, func(a, b customer.Merge) int { return cmp.Compare(b.ID, a.ID) })
	return list, live, nil
}

// withSteps returns a run and the runs of its steps.
func (s *Session) withSteps(ctx context.Context, run string) ([]string, error) {
	if _, err := s.Store.RunByID(ctx, run); err != nil {
		return nil, fmt.Errorf("run %s: %w", run, err)
	}
	runs := []string{run}
	steps, err := s.Store.ListRuns(ctx, store.RunQuery{Parent: run})
	for _, st := range steps {
		runs = append(runs, st.ID)
	}
	return runs, err
}

// withLater adds the live merges that stand on those given, through chains.
// Without cascade there may be none.
func (s *Session) withLater(ctx context.Context, list []customer.Merge, live *standing, cascade bool) ([]customer.Merge, error) {
	known, given := map[int64]bool{}, len(list)
	for _, m := range list {
		known[m.ID] = true
	}
	var under int64 // the first of those given that another stands on
	for i := 0; i < len(list); i++ {
		later, err := live.above(ctx, list[i])
		if err != nil {
			return nil, err
		}
		for _, m := range later {
			if !known[m.ID] {
				known[m.ID], under = true, cmp.Or(under, list[i].ID)
				list = append(list, m)
			}
		}
	}
	if len(list) > given && !cascade {
		return nil, superseded(under, list[given:])
	}
	return list, s.loadImages(ctx, list[given:])
}

// loadImages reads the members of merges as they stood before.
func (s *Session) loadImages(ctx context.Context, list []customer.Merge) error {
	for i := range list {
		full, err := s.Store.ListMerges(ctx, store.MergeQuery{ID: list[i].ID, Images: true})
		if err != nil {
			return err
		}
		list[i] = full[0]
	}
	return nil
}

// superseded names the merges on top of one, newest first.
func superseded(id int64, later []customer.Merge) error {
	err := &merge.SupersededError{}
	for _, m := range later {
		err.Merges = append(err.Merges, m.ID)
	}
	slices.SortFunc(err.Merges, func(a, b int64) int { return cmp.Compare(b, a) })
	return fmt.Errorf("merge %d: %w; undo those first, or give --cascade", id, err)
}

// undoing is an undo under way.
type undoing struct {
	opt    UndoOptions
	policy merge.Policy
	sum    *UndoSummary
	live   *standing
}

// undoAll undoes merges newest first. Merges that share no customer are undone
// in one transaction; one that stands on another waits for the next.
func (s *Session) undoAll(ctx context.Context, list []customer.Merge, u *undoing) error {
	advance, finish := s.Progress.beginOf("undoing", len(list))
	defer finish()
	for len(list) > 0 {
		touched := map[int64]bool{}
		n := 0
		for n < len(list) && n < mergeChunk && !touches(touched, list[n]) {
			n++
		}
		if err := s.undoChunk(ctx, list[:n], u); err != nil {
			return err
		}
		list = list[n:]
		advance(int64(u.sum.Undone))
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

// undoChunk undoes merges that share no customer, in one transaction.
func (s *Session) undoChunk(ctx context.Context, list []customer.Merge, u *undoing) error {
	around, err := s.surroundings(ctx, list, u.live)
	if err != nil {
		return err
	}
	plans := make([]store.UndoPlan, 0, len(list))
	for _, m := range list {
		plan, err := merge.PlanUndo(around.undo(m))
		if err != nil {
			return err
		}
		around.attribute(u.policy, m, plan)
		if u.opt.NoJudge {
			plan.Judgements = nil
		}
		plans = append(plans, storedUndo(m.ID, plan))
		u.sum.count(m, plan)
	}
	if err := s.Store.Undo(ctx, u.sum.Run, plans); err != nil {
		return err
	}
	u.live.undone(list)
	return nil
}

// storedUndo turns a plan into what the store executes.
func storedUndo(id int64, plan *merge.UndoPlan) store.UndoPlan {
	p := store.UndoPlan{Merge: id, Back: plan.Moves, Judgements: plan.Judgements}
	for _, c := range plan.Customers {
		next := c.Clone()
		next.Version++
		p.Restore = append(p.Restore, store.Revision{Customer: next, Base: c.Version})
	}
	return p
}

func (sum *UndoSummary) count(m customer.Merge, plan *merge.UndoPlan) {
	sum.Undone++
	sum.Restored += len(m.Secondaries)
	sum.Back += len(plan.Moves)
	sum.Conflicts = append(sum.Conflicts, plan.Conflicts...)
}
