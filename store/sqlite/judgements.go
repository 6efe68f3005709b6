package sqlite

import (
	"context"
	"fmt"

	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Judge keeps judgements, as store.Matches says.
func (s *Store) Judge(ctx context.Context, judgements []customer.Judgement) error {
	return s.write(ctx, "keep judgements", func(c conn) error { return c.judge(judgements) })
}

var judgementInsertion = insertion{
	into:    "judgements (tenant, left_id, right_id, verdict, made_by, made_on, comment, origin)",
	columns: 8,
}

func (c conn) judge(list []customer.Judgement) error {
	for i := range list {
		if list[i].LeftID == list[i].RightID {
			return fmt.Errorf("judgement on customer %d: a pair has two customers", list[i].LeftID)
		}
		if err := contract.Text(list[i].Comment); err != nil {
			return fmt.Errorf("judgement's comment: %w", err)
		}
	}
	return c.insert(judgementInsertion, len(list), func(b *binder, i int) {
		j := &list[i]
		b.int(c.tenant)
		b.int(min(j.LeftID, j.RightID))
		b.int(max(j.LeftID, j.RightID))
		b.text(string(j.Verdict))
		b.text(c.user())
		b.time(c.now)
		b.text(j.Comment)
		b.text(j.Origin)
	})
}

// Judgements returns the newest judgement of each pair, as store.Matches says.
func (s *Store) Judgements(ctx context.Context) (list []customer.Judgement, err error) {
	err = s.read(ctx, "list judgements", func(c conn) error {
		return c.rows(`SELECT left_id, right_id, verdict, made_by, made_on, comment, origin FROM judgements
WHERE no IN (SELECT max(no) FROM judgements WHERE tenant = ?1 GROUP BY left_id, right_id)
ORDER BY left_id, right_id`, func(r *row) error {
			list = append(list, customer.Judgement{LeftID: r.int(), RightID: r.int(), Verdict: customer.Verdict(r.text()),
				By: r.text(), On: r.time(), Comment: r.text(), Origin: r.text()})
			return nil
		}, c.tenant)
	})
	return list, err
}
