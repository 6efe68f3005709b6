package postgres

import (
	"context"
	"fmt"

	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Judge keeps judgements, as store.Matches says.
func (s *Store) Judge(ctx context.Context, judgements []customer.Judgement) error {
	return s.write(ctx, "keep judgements", func(ctx context.Context, t *tx) error { return t.judge(ctx, judgements) })
}

func (t *tx) judge(ctx context.Context, list []customer.Judgement) error {
	for i := range list {
		if list[i].LeftID == list[i].RightID {
			return fmt.Errorf("judgement on customer %d: a pair has two customers", list[i].LeftID)
		}
		if err := contract.Text(list[i].Comment); err != nil {
			return fmt.Errorf("judgement's comment: %w", err)
		}
	}
	return t.copyIn(ctx, load{
		into: "judgements (tenant, left_id, right_id, verdict, made_by, made_on, comment, origin)",
		rows: len(list),
		row: func(w *copier, i int) error {
			j := &list[i]
			w.short(t.tenant)
			w.int(min(j.LeftID, j.RightID))
			w.int(max(j.LeftID, j.RightID))
			w.text(string(j.Verdict))
			w.text(t.store.user())
			w.time(t.now)
			w.text(j.Comment)
			w.text(j.Origin)
			return nil
		},
	})
}

// Judgements returns the newest judgement of each pair, as store.Matches says.
func (s *Store) Judgements(ctx context.Context) (list []customer.Judgement, err error) {
	err = s.read(ctx, "list judgements", func(ctx context.Context, t *tx) error {
		list = nil
		return t.rows(ctx, `SELECT DISTINCT ON (left_id, right_id) left_id, right_id, verdict, made_by, made_on, comment, origin
FROM judgements WHERE tenant = $1 ORDER BY left_id, right_id, no DESC`, func(r *row) error {
			list = append(list, customer.Judgement{LeftID: r.int(), RightID: r.int(), Verdict: customer.Verdict(r.text()),
				By: r.text(), On: r.time(), Comment: r.text(), Origin: r.text()})
			return nil
		}, t.tenant)
	})
	return list, err
}
