package postgres

import (
	"context"
	"errors"
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
)

// ListMerges returns merges, oldest first, as store.Merges says.
func (s *Store) ListMerges(ctx context.Context, q store.MergeQuery) (list []customer.Merge, err error) {
	err = s.read(ctx, "list merges", func(ctx context.Context, t *tx) error {
		list, err = t.merges(ctx, filterOf(q))
		return err
	})
	return list, err
}

// mergeFilter is a condition on merges m; its arguments begin at $2.
type mergeFilter struct {
	cond   string
	args   []any
	images bool
}

func filterOf(q store.MergeQuery) mergeFilter {
	f := mergeFilter{cond: "true", images: q.Images}
	add := func(cond string, arg any) {
		f.args = append(f.args, arg)
		f.cond += fmt.Sprintf(cond, 1+len(f.args))
	}
	if q.ID != 0 {
		add(" AND m.id = $%d", q.ID)
	}
	if len(q.Runs) > 0 {
		add(" AND m.run = ANY($%d::text[])", q.Runs)
	}
	if q.Customer != 0 {
		add(" AND (m.survivor = $%[1]d OR m.id IN (SELECT merge FROM merge_members WHERE tenant = $1 AND customer = $%[1]d))", q.Customer)
	}
	return f
}

// merges returns the merges that a filter leaves, oldest first.
func (t *tx) merges(ctx context.Context, f mergeFilter) ([]customer.Merge, error) {
	var list []customer.Merge
	args := append([]any{t.tenant}, f.args...)
	images := "''"
	if f.images {
		images = "m.images"
	}
	err := t.rows(ctx, `SELECT m.id, m.run, m.cluster, m.survivor, m.made_on, m.made_by, m.undone_on, m.undone_by, m.seq,
(SELECT json_agg(s.customer ORDER BY s.no)::text FROM merge_members s WHERE s.tenant = m.tenant AND s.merge = m.id),
m.choices, m.moved, m.images = '', `+images+" FROM merges m WHERE m.tenant = $1 AND "+f.cond+" ORDER BY m.id", func(r *row) error {
		m, err := scanMerge(r)
		list = append(list, m)
		return err
	}, args...)
	return list, err
}

func scanMerge(r *row) (customer.Merge, error) {
	m := customer.Merge{ID: r.int(), RunID: r.text(), Cluster: r.text(), Survivor: r.int(), On: r.time(), By: r.text(),
		UndoneOn: r.time(), UndoneBy: r.text(), Seq: r.int()}
	err := errors.Join(r.json(&m.Secondaries), r.json(&m.Choices), r.json(&m.Moved))
	m.Pruned = r.bool()
	return m, errors.Join(err, r.json(&m.Before))
}

func mergeLoad(tenant int64, merges []customer.Merge) load {
	return load{
		into: "merges (tenant, id, run, cluster, survivor, made_on, made_by, seq, choices, moved, images)",
		rows: len(merges),
		row: func(w *copier, i int) error {
			m := &merges[i]
			w.short(tenant)
			w.int(m.ID)
			w.text(m.RunID)
			w.text(m.Cluster)
			w.int(m.Survivor)
			w.time(m.On)
			w.text(m.By)
			w.int(m.Seq)
			return writeJSON(w, m)
		},
	}
}

// writeJSON writes the columns choices, moved and images.
func writeJSON(w *copier, m *customer.Merge) error {
	choices, err := jsonText(m.Choices)
	if err != nil {
		return err
	}
	moved, err := jsonText(m.Moved)
	if err != nil {
		return err
	}
	images, err := jsonText(m.Before)
	w.text(choices)
	w.text(moved)
	w.text(images)
	return err
}

func memberLoad(tenant int64, merges []customer.Merge) load {
	type seat struct{ merge, no int }
	var seats []seat
	for i := range merges {
		for no := range merges[i].Secondaries {
			seats = append(seats, seat{i, no})
		}
	}
	return load{
		into: "merge_members (tenant, merge, no, customer)",
		rows: len(seats),
		row: func(w *copier, i int) error {
			m := &merges[seats[i].merge]
			w.short(tenant)
			w.int(m.ID)
			w.int(int64(seats[i].no))
			w.int(m.Secondaries[seats[i].no])
			return nil
		},
	}
}
