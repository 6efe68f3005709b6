package sqlite

import (
	"context"
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Undo executes undo plans in one transaction, as store.Merges says.
func (s *Store) Undo(ctx context.Context, run string, plans []store.UndoPlan) error {
	return s.write(ctx, "undo merges", func(c conn) error {
		no, err := c.runNumber(run)
		if err != nil {
			return err
		}
		for i := range plans {
			if err := c.undo(runRef{run, no}, plans[i]); err != nil {
				return fmt.Errorf("merge %d: %w", plans[i].Merge, err)
			}
		}
		return nil
	})
}

func (c conn) undo(run runRef, plan store.UndoPlan) error {
	if err := c.markUndone(plan.Merge); err != nil {
		return err
	}
	if err := c.moveBack(plan.Back); err != nil {
		return err
	}
	entries := make([]customer.Change, len(plan.Restore))
	back := plan.Back
	for i, r := range plan.Restore {
		present, err := c.load(r.Customer.ID)
		if err != nil {
			return fmt.Errorf("customer %d: %w", r.Customer.ID, err)
		}
		entries[i] = contract.UndoEntry(present, r.Customer, back)
		back = nil
	}
	seqs, _, err := c.journal(run, entries)
	if err != nil {
		return err
	}
	for _, r := range plan.Restore {
		if err := c.restore(r, seqs[r.Customer.ID]); err != nil {
			return fmt.Errorf("customer %d: %w", r.Customer.ID, err)
		}
	}
	return c.judge(plan.Judgements)
}

// markUndone refuses a merge that does not exist or was undone before.
func (c conn) markUndone(merge int64) error {
	undone := int64(-1)
	err := c.rows("SELECT coalesce(undone_on, 0) FROM merges WHERE tenant = ?1 AND id = ?2", func(r *row) error {
		undone = r.int()
		return nil
	}, c.tenant, merge)
	switch {
	case err != nil:
		return err
	case undone < 0:
		return store.ErrNotFound
	case undone > 0:
		return store.ErrUndone
	}
	return c.exec("UPDATE merges SET undone_on = ?3, undone_by = ?4 WHERE tenant = ?1 AND id = ?2",
		c.tenant, merge, c.now.UnixMicro(), c.user())
}

// moveBack moves related records; one that is no longer where the plan saw it
// is store.ErrStale.
func (c conn) moveBack(moves []customer.Move) error {
	for _, m := range moves {
		n, err := c.run("UPDATE related SET customer = ? WHERE tenant = ? AND kind = ? AND id = ? AND customer = ?", func(b *binder) {
			b.int(m.To)
			b.int(c.tenant)
			b.text(string(m.Kind))
			b.text(m.ID)
			b.int(m.From)
		})
		if err != nil {
			return err
		}
		if n == 0 {
			return fmt.Errorf("%s record of customer %d: %w", m.Kind, m.From, store.ErrStale)
		}
	}
	return nil
}

// restore writes a customer as given, the survivor that it points at included.
func (c conn) restore(r store.Revision, seq int64) error {
	if err := contract.Customer(r.Customer); err != nil {
		return err
	}
	if err := c.revise(r.Customer, r.Base, seq); err != nil {
		return err
	}
	return c.exec("UPDATE customers SET merged_into = ?3 WHERE tenant = ?1 AND id = ?2 AND merged_into <> ?3",
		c.tenant, r.Customer.ID, r.Customer.MergedInto)
}
