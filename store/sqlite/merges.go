package sqlite

import (
	"context"
	"errors"
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Merge executes plans in one transaction, as store.Merges says.
func (s *Store) Merge(ctx context.Context, run string, plans []store.MergePlan) ([]store.MergeOutcome, error) {
	outcomes := make([]store.MergeOutcome, len(plans))
	for i := range plans {
		if err := contract.CheckMerge(plans[i]); err != nil {
			return nil, fmt.Errorf("merge customers: %w", err)
		}
	}
	err := s.write(ctx, "merge customers", func(c conn) error {
		no, err := c.runNumber(run)
		if err != nil {
			return err
		}
		for i := range plans {
			if outcomes[i], err = c.merge(runRef{run, no}, plans[i]); err != nil {
				return fmt.Errorf("customer %d: %w", plans[i].Merge.Survivor, err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
}

// merge executes one plan, unless a member changed since: then nothing is
// written and the outcome says so.
func (c conn) merge(run runRef, plan store.MergePlan) (store.MergeOutcome, error) {
	if err := c.checkMembers(plan.Merge.Before); err != nil {
		if errors.Is(err, store.ErrStale) {
			return store.MergeOutcome{Err: err}, nil
		}
		return store.MergeOutcome{}, err
	}
	m := plan.Merge
	var err error
	if m.Moved, err = c.moveRelated(m.Survivor, m.Secondaries); err != nil {
		return store.MergeOutcome{}, err
	}
	entries := contract.MergeEntries(plan, m.Moved)
	seqs, last, err := c.journal(run, entries)
	if err != nil {
		return store.MergeOutcome{}, err
	}
	m.RunID, m.On, m.By, m.Seq = run.id, c.now, c.user(), last
	if err := c.writeMembers(plan, seqs); err != nil {
		return store.MergeOutcome{}, err
	}
	if m.ID, err = c.keepMerge(m); err != nil {
		return store.MergeOutcome{}, err
	}
	return store.MergeOutcome{Merge: m.ID, Moved: m.Moved}, nil
}

// checkMembers returns store.ErrStale unless every member is live and at the
// version of its image.
func (c conn) checkMembers(before []customer.Image) error {
	for _, image := range before {
		same := false
		err := c.lookup("SELECT version, merged_into FROM customers WHERE tenant = ? AND id = ?",
			func(b *binder) { b.int(c.tenant); b.int(image.Customer.ID) },
			func(r *row) error {
				same = r.int() == image.Customer.Version && r.int() == 0
				return nil
			})
		if err != nil {
			return err
		}
		if !same {
			return fmt.Errorf("customer %d: %w", image.Customer.ID, store.ErrStale)
		}
	}
	return nil
}

// moveRelated gives the secondaries' related records to the survivor.
func (c conn) moveRelated(survivor int64, secondaries []int64) ([]customer.Move, error) {
	var moves []customer.Move
	for _, from := range secondaries {
		var records []customer.Related
		err := c.lookup("SELECT kind, id FROM related WHERE tenant = ? AND customer = ?",
			func(b *binder) { b.int(c.tenant); b.int(from) },
			func(r *row) error {
				records = append(records, customer.Related{Kind: customer.Kind(r.text()), ID: r.text()})
				return nil
			})
		if err != nil {
			return nil, err
		}
		customer.SortRelated(records)
		for _, record := range records {
			moves = append(moves, customer.Move{Kind: record.Kind, ID: record.ID, From: from, To: survivor})
		}
		if len(records) == 0 {
			continue
		}
		if err := c.exec("UPDATE related SET customer = ?3 WHERE tenant = ?1 AND customer = ?2", c.tenant, from, survivor); err != nil {
			return nil, err
		}
	}
	return moves, nil
}

// writeMembers writes the survivor's result and makes tombstones of the
// secondaries, which keep their own values.
func (c conn) writeMembers(plan store.MergePlan, seqs map[int64]int64) error {
	result := *plan.Result
	base := result.Version
	result.Version++
	if err := c.revise(&result, base, seqs[result.ID]); err != nil {
		return err
	}
	for _, id := range plan.Merge.Secondaries {
		_, err := c.run(`UPDATE customers SET merged_into = ?, version = version + 1, seq = ?, updated_on = ?, updated_by = ?
WHERE tenant = ? AND id = ?`, func(b *binder) {
			b.int(result.ID)
			b.int(seqs[id])
			b.time(c.now)
			b.text(c.user())
			b.int(c.tenant)
			b.int(id)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// keepMerge writes the merge with its before-images and returns its id.
func (c conn) keepMerge(m customer.Merge) (int64, error) {
	next, err := c.advance("next_merge", 1)
	if err != nil {
		return 0, err
	}
	id := next - 1
	choices, err := jsonText(m.Choices)
	if err != nil {
		return 0, err
	}
	moved, err := jsonText(m.Moved)
	if err != nil {
		return 0, err
	}
	images, err := jsonText(m.Before)
	if err != nil {
		return 0, err
	}
	err = c.exec(`INSERT INTO merges (tenant, id, run, cluster, survivor, made_on, made_by, undone_by, seq, choices, moved, images)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, '', ?8, ?9, ?10, ?11)`,
		c.tenant, id, m.RunID, m.Cluster, m.Survivor, m.On.UnixMicro(), m.By, m.Seq, choices, moved, images)
	if err != nil {
		return 0, err
	}
	for no, secondary := range m.Secondaries {
		err := c.exec("INSERT INTO merge_members (tenant, merge, no, customer) VALUES (?1, ?2, ?3, ?4)", c.tenant, id, no, secondary)
		if err != nil {
			return 0, err
		}
	}
	return id, nil
}
