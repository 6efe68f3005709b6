package postgres

import (
	"context"
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Undo executes undo plans in one transaction, as store.Merges says. Plans that
// touch different customers are executed together, in a few statements for all.
func (s *Store) Undo(ctx context.Context, run string, plans []store.UndoPlan) error {
	for i := range plans {
		for _, r := range plans[i].Restore {
			if err := contract.Customer(r.Customer); err != nil {
				return fmt.Errorf("undo merges: merge %d: %w", plans[i].Merge, about(r.Customer.ID, err))
			}
		}
	}
	return s.write(ctx, "undo merges", func(ctx context.Context, t *tx) error {
		no, err := t.runNumber(ctx, run)
		if err != nil {
			return err
		}
		for from, to := range waves(plans, restoredBy) {
			u := &undoing{tx: t, runNo: no, plans: plans[from:to]}
			for _, step := range []func(context.Context) error{u.mark, u.moveBack, u.restore, u.judgeAll} {
				if err := step(ctx); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

func restoredBy(p store.UndoPlan) []int64 {
	ids := make([]int64, len(p.Restore))
	for i, r := range p.Restore {
		ids[i] = r.Customer.ID
	}
	return ids
}

// undoing is one wave of plans.
type undoing struct {
	*tx
	runNo int64
	plans []store.UndoPlan
}

// mark refuses merges that do not exist or were undone before.
func (u *undoing) mark(ctx context.Context) error {
	ids := make([]int64, len(u.plans))
	for i := range u.plans {
		ids[i] = u.plans[i].Merge
	}
	const undone, marked = 1, 2
	state := map[int64]int{}
	err := u.rows(ctx, "SELECT id FROM merges WHERE tenant = $1 AND id = ANY($2::bigint[]) AND undone_on <> 0 FOR UPDATE",
		func(r *row) error { state[r.int()] = undone; return nil }, u.tenant, ids)
	if err != nil {
		return err
	}
	err = u.rows(ctx, `UPDATE merges SET undone_on = $3, undone_by = $4
WHERE tenant = $1 AND id = ANY($2::bigint[]) AND undone_on = 0 RETURNING id`,
		func(r *row) error { state[r.int()] = marked; return nil }, u.tenant, ids, u.now.UnixMicro(), u.store.user())
	if err != nil {
		return err
	}
	for _, id := range ids {
		switch state[id] {
		case 0:
			return fmt.Errorf("merge %d: %w", id, store.ErrNotFound)
		case undone:
			return fmt.Errorf("merge %d: %w", id, store.ErrUndone)
		}
		state[id] = undone // a plan that comes twice
	}
	return nil
}

// moveBack moves related records; one that is no longer where its plan saw it
// is store.ErrStale.
func (u *undoing) moveBack(ctx context.Context) error {
	var kinds, ids []string
	var from, to, places []int64
	var moves []customer.Move
	for _, plan := range u.plans {
		for _, m := range plan.Back {
			places = append(places, int64(len(moves)))
			moves = append(moves, m)
			kinds, ids = append(kinds, string(m.Kind)), append(ids, m.ID)
			from, to = append(from, m.From), append(to, m.To)
		}
	}
	if moves == nil {
		return nil
	}
	done := make([]bool, len(moves))
	err := u.rows(ctx, `UPDATE related r SET customer = v.there
FROM unnest($2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[]) v(kind, id, here, there, place)
WHERE r.tenant = $1 AND r.kind = v.kind AND r.id = v.id AND r.customer = v.here RETURNING v.place`,
		func(r *row) error { done[r.int()] = true; return nil }, u.tenant, kinds, ids, from, to, places)
	if err != nil {
		return err
	}
	for i, m := range moves {
		if !done[i] {
			return fmt.Errorf("%s record of customer %d: %w", m.Kind, m.From, store.ErrStale)
		}
	}
	return nil
}

// restore writes the customers as given, what they are merged into included.
func (u *undoing) restore(ctx context.Context) error {
	var ids []int64
	for _, plan := range u.plans {
		ids = append(ids, restoredBy(plan)...)
	}
	present, err := u.load(ctx, ids)
	if err != nil {
		return err
	}
	entries := make([]customer.Change, 0, len(ids))
	list := make([]revision, 0, len(ids))
	for _, plan := range u.plans {
		back := plan.Back
		for _, r := range plan.Restore {
			entries = append(entries, contract.UndoEntry(present[len(list)], r.Customer, back))
			list = append(list, revision{Revision: r})
			back = nil
		}
	}
	seqs, err := u.keepJournal(ctx, u.runNo, entries)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].seq = seqs[list[i].Customer.ID]
	}
	return u.revise(ctx, list, true)
}

func (u *undoing) judgeAll(ctx context.Context) error {
	var all []customer.Judgement
	for _, plan := range u.plans {
		all = append(all, plan.Judgements...)
	}
	return u.judge(ctx, all)
}
