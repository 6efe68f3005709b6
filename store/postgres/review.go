package postgres

import (
	"context"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/question"
)

// Claim says that a holder looks at a cluster, as store.Reviews says.
func (s *Store) Claim(ctx context.Context, run string, claim store.Claim, lease time.Duration) (standing store.Claim, err error) {
	err = s.write(ctx, "claim a cluster", func(ctx context.Context, t *tx) error {
		present, err := t.one(ctx, "SELECT count(*) FROM matchings WHERE tenant = $1 AND run = $2", t.tenant, run)
		if err != nil {
			return err
		}
		if present == 0 {
			return store.ErrStale
		}
		_, err = t.exec(ctx, `INSERT INTO claims (tenant, cluster, holder, made_by, until) VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (tenant, cluster) DO UPDATE SET holder = excluded.holder, made_by = excluded.made_by, until = excluded.until
WHERE claims.holder = excluded.holder OR claims.until <= $6`,
			t.tenant, claim.Cluster, claim.Holder, s.user(), question.Micros(t.now.Add(lease)), question.Micros(t.now))
		if err != nil {
			return err
		}
		if err := t.claims(ctx, "AND cluster = $2", func(one store.Claim) { standing = one }, claim.Cluster); err != nil {
			return err
		}
		if standing.Holder != claim.Holder {
			return nil
		}
		_, err = t.exec(ctx, "DELETE FROM claims WHERE tenant = $1 AND (holder = $2 AND cluster <> $3 OR until <= $4)",
			t.tenant, claim.Holder, claim.Cluster, question.Micros(t.now))
		return err
	})
	return standing, err
}

// claims calls fn for each claim that fulfils the condition, by cluster; its
// parameters begin with $2.
func (t *tx) claims(ctx context.Context, condition string, fn func(store.Claim), args ...any) error {
	return t.rows(ctx, "SELECT cluster, holder, made_by, until FROM claims WHERE tenant = $1 "+condition+" ORDER BY cluster", func(r *row) error {
		fn(store.Claim{Cluster: r.text(), Holder: r.text(), By: r.text(), Until: r.time()})
		return nil
	}, append([]any{t.tenant}, args...)...)
}

// Release lets go of what a holder looks at, as store.Reviews says.
func (s *Store) Release(ctx context.Context, holder string) error {
	return s.write(ctx, "release a cluster", func(ctx context.Context, t *tx) error {
		_, err := t.exec(ctx, "DELETE FROM claims WHERE tenant = $1 AND holder = $2", t.tenant, holder)
		return err
	})
}

// Claims returns the claims that are not over, as store.Reviews says.
func (s *Store) Claims(ctx context.Context) (list []store.Claim, err error) {
	err = s.read(ctx, "list claims", func(ctx context.Context, t *tx) error {
		list = nil
		return t.claims(ctx, "AND until > $2", func(claim store.Claim) { list = append(list, claim) }, question.Micros(contract.Now(s.opts)))
	})
	return list, err
}

// JudgementsAmong returns the newest judgements among some customers, as
// store.Reviews says.
func (s *Store) JudgementsAmong(ctx context.Context, ids []int64) (list []customer.Judgement, err error) {
	err = s.read(ctx, "list judgements", func(ctx context.Context, t *tx) error {
		list = nil
		return t.rows(ctx, `WITH RECURSIVE stands (id, live) AS (
  SELECT id, id FROM unnest($2::bigint[]) AS asked (id)
  UNION
  SELECT c.id, stands.live FROM stands JOIN customers c ON c.tenant = $1 AND c.merged_into = stands.id AND c.merged_into <> 0
)
SELECT DISTINCT ON (j.left_id, j.right_id) j.left_id, j.right_id, j.verdict, j.made_by, j.made_on, j.comment, j.origin
FROM stands l JOIN judgements j ON j.tenant = $1 AND j.left_id = l.id JOIN stands r ON r.id = j.right_id AND r.live <> l.live
ORDER BY j.left_id, j.right_id, j.no DESC`, func(r *row) error {
			list = append(list, customer.Judgement{LeftID: r.int(), RightID: r.int(), Verdict: customer.Verdict(r.text()),
				By: r.text(), On: r.time(), Comment: r.text(), Origin: r.text()})
			return nil
		}, t.tenant, ids)
	})
	return list, err
}
