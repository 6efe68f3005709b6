package postgres

import (
	"context"
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Merge executes plans in one transaction, as store.Merges says. Plans that
// have no member in common are executed together, in a few statements for all.
func (s *Store) Merge(ctx context.Context, run string, plans []store.MergePlan) ([]store.MergeOutcome, error) {
	for i := range plans {
		if err := contract.CheckMerge(plans[i]); err != nil {
			return nil, fmt.Errorf("merge customers: %w", err)
		}
	}
	var outcomes []store.MergeOutcome
	err := s.write(ctx, "merge customers", func(ctx context.Context, t *tx) error {
		no, err := t.runNumber(ctx, run)
		if err != nil {
			return err
		}
		outcomes = make([]store.MergeOutcome, len(plans))
		for from, to := range waves(plans, membersOf) {
			m := &merging{tx: t, run: run, runNo: no, plans: plans[from:to], outcomes: outcomes[from:to]}
			if err := m.execute(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return outcomes, nil
}

func membersOf(p store.MergePlan) []int64 {
	return append([]int64{p.Merge.Survivor}, p.Merge.Secondaries...)
}

// merging is one wave of plans.
type merging struct {
	*tx
	run      string
	runNo    int64
	plans    []store.MergePlan
	outcomes []store.MergeOutcome
	merges   []customer.Merge  // of the plans that are executed
	accepted []store.MergePlan // in the order of merges
}

func (m *merging) execute(ctx context.Context) error {
	for _, step := range []func(context.Context) error{m.accept, m.move, m.write, m.keep} {
		if err := step(ctx); err != nil {
			return err
		}
		if len(m.accepted) == 0 {
			return nil
		}
	}
	return nil
}

// accept leaves out the plans with a member that is not live at the version of
// its image. The members are locked: nothing changes them until the end.
func (m *merging) accept(ctx context.Context) error {
	var ids []int64
	for i := range m.plans {
		ids = append(ids, membersOf(m.plans[i])...)
	}
	live := make(map[int64]int64, len(ids))
	err := m.rows(ctx, `SELECT id, version FROM customers WHERE tenant = $1 AND id = ANY($2::bigint[]) AND merged_into = 0
ORDER BY id FOR UPDATE`, func(r *row) error {
		id := r.int()
		live[id] = r.int()
		return nil
	}, m.tenant, ids)
	if err != nil {
		return err
	}
	for i, plan := range m.plans {
		for _, image := range plan.Merge.Before {
			if id := image.Customer.ID; m.outcomes[i].Err == nil && live[id] != image.Customer.Version {
				m.outcomes[i].Err = about(id, store.ErrStale)
			}
		}
		if m.outcomes[i].Err == nil {
			m.accepted = append(m.accepted, plan)
			m.merges = append(m.merges, plan.Merge)
		}
	}
	return nil
}

// move gives the secondaries' related records to the survivors.
func (m *merging) move(ctx context.Context) error {
	var from, to []int64
	for _, plan := range m.accepted {
		for _, id := range plan.Merge.Secondaries {
			from, to = append(from, id), append(to, plan.Merge.Survivor)
		}
	}
	moved := map[int64][]customer.Related{}
	err := m.rows(ctx, `UPDATE related r SET customer = v.survivor FROM unnest($2::bigint[], $3::bigint[]) v(secondary, survivor)
WHERE r.tenant = $1 AND r.customer = v.secondary RETURNING v.secondary, r.kind, r.id`, func(r *row) error {
		id := r.int()
		moved[id] = append(moved[id], customer.Related{Kind: customer.Kind(r.text()), ID: r.text()})
		return nil
	}, m.tenant, from, to)
	for i := range m.merges {
		merge := &m.merges[i]
		for _, id := range merge.Secondaries {
			customer.SortRelated(moved[id])
			for _, record := range moved[id] {
				merge.Moved = append(merge.Moved, customer.Move{Kind: record.Kind, ID: record.ID, From: id, To: merge.Survivor})
			}
		}
	}
	return err
}

// write writes the journal, the survivors and the tombstones; secondaries keep
// their own values.
func (m *merging) write(ctx context.Context) error {
	var entries []customer.Change
	for i, plan := range m.accepted {
		entries = append(entries, contract.MergeEntries(plan, m.merges[i].Moved)...)
	}
	seqs, err := m.keepJournal(ctx, m.runNo, entries)
	if err != nil {
		return err
	}
	survivors := make([]revision, len(m.accepted))
	var ids, into, at []int64
	for i, plan := range m.accepted {
		result := *plan.Result
		result.Version++
		survivors[i] = revision{store.Revision{Customer: &result, Base: plan.Result.Version}, seqs[result.ID]}
		for _, id := range plan.Merge.Secondaries {
			ids, into, at = append(ids, id), append(into, result.ID), append(at, seqs[id])
			m.merges[i].Seq = seqs[id] // the last entry of the merge is its last secondary's
		}
	}
	if err := m.revise(ctx, survivors, false); err != nil {
		return err
	}
	_, err = m.exec(ctx, `UPDATE customers c SET merged_into = v.survivor, version = c.version + 1, seq = v.seq, updated_on = $5, updated_by = $6
FROM unnest($2::bigint[], $3::bigint[], $4::bigint[]) v(id, survivor, seq) WHERE c.tenant = $1 AND c.id = v.id`,
		m.tenant, ids, into, at, m.now.UnixMicro(), m.store.user())
	return err
}

// keep keeps the merges with their before-images, and tells the outcomes.
func (m *merging) keep(ctx context.Context) error {
	next, err := m.advance(ctx, "next_merge", len(m.merges))
	if err != nil {
		return err
	}
	for i := range m.merges {
		merge := &m.merges[i]
		merge.ID = next - int64(len(m.merges)-i)
		merge.RunID, merge.On, merge.By = m.run, m.now, m.store.user()
	}
	if err := m.copyIn(ctx, mergeLoad(m.tenant, m.merges)); err != nil {
		return err
	}
	if err := m.copyIn(ctx, memberLoad(m.tenant, m.merges)); err != nil {
		return err
	}
	i := 0
	for k := range m.outcomes {
		if m.outcomes[k].Err == nil {
			m.outcomes[k] = store.MergeOutcome{Merge: m.merges[i].ID, Moved: m.merges[i].Moved}
			i++
		}
	}
	return nil
}
