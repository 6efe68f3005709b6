package sqlite

import (
	"context"
	"errors"

	"rollcall/store"
	"rollcall/store/customer"
)

// ListMerges returns merges, oldest first, as store.Merges says.
func (s *Store) ListMerges(ctx context.Context, q store.MergeQuery) (list []customer.Merge, err error) {
	err = s.read(ctx, "list merges", func(c conn) error {
		cond := "?2 IN (0, m.id) AND (?3 = 'null' OR m.run IN (SELECT value FROM json_each(?3)))"
		if q.Customer != 0 {
			cond += " AND (m.survivor = ?4 OR m.id IN (SELECT merge FROM merge_members WHERE tenant = ?1 AND customer = ?4))"
		}
		list, err = c.merges(cond, q.Images, mergeArgs(q)...)
		return err
	})
	return list, err
}

func mergeArgs(q store.MergeQuery) []any {
	args := []any{q.ID, "null"}
	if len(q.Runs) > 0 {
		args[1] = stringList(q.Runs)
	}
	if q.Customer != 0 {
		args = append(args, q.Customer)
	}
	return args
}

// merges returns the merges m that a condition holds for, oldest first. Its
// arguments begin at ?2.
func (c conn) merges(cond string, images bool, args ...any) ([]customer.Merge, error) {
	var list []customer.Merge
	at := map[int64]int{}
	args = append([]any{c.tenant}, args...)
	column := "''"
	if images {
		column = "m.images"
	}
	err := c.rows(`SELECT m.id, m.run, m.cluster, m.survivor, m.made_on, m.made_by, coalesce(m.undone_on, 0), m.undone_by, m.seq,
m.choices, m.moved, m.images = '', `+column+" FROM merges m WHERE m.tenant = ?1 AND "+cond+" ORDER BY m.id", func(r *row) error {
		m, err := scanMerge(r)
		at[m.ID] = len(list)
		list = append(list, m)
		return err
	}, args...)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	err = c.rows(`SELECT s.merge, s.customer FROM merges m JOIN merge_members s ON s.tenant = m.tenant AND s.merge = m.id
WHERE m.tenant = ?1 AND `+cond+" ORDER BY s.merge, s.no", func(r *row) error {
		m := &list[at[r.int()]]
		m.Secondaries = append(m.Secondaries, r.int())
		return nil
	}, args...)
	return list, err
}

func scanMerge(r *row) (customer.Merge, error) {
	m := customer.Merge{ID: r.int(), RunID: r.text(), Cluster: r.text(), Survivor: r.int(), On: r.time(), By: r.text(),
		UndoneOn: r.time(), UndoneBy: r.text(), Seq: r.int()}
	err := errors.Join(r.json(&m.Choices), r.json(&m.Moved))
	m.Pruned = r.bool()
	return m, errors.Join(err, r.json(&m.Before))
}
