package sqlite

import (
	"context"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
)

// Claim says that a holder looks at a cluster, as store.Reviews says.
func (s *Store) Claim(ctx context.Context, run string, claim store.Claim, lease time.Duration) (store.Claim, error) {
	standing := store.Claim{}
	err := s.write(ctx, "claim a cluster", func(c conn) error {
		present, err := c.one("SELECT count(*) FROM matchings WHERE tenant = ?1 AND run = ?2", c.tenant, run)
		if err != nil {
			return err
		}
		if present == 0 {
			return store.ErrStale
		}
		if err := c.exec("DELETE FROM claims WHERE tenant = ?1 AND until <= ?2", c.tenant, c.now.UnixMicro()); err != nil {
			return err
		}
		err = c.claims("AND cluster = ?2 AND holder <> ?3", func(other store.Claim) { standing = other }, claim.Cluster, claim.Holder)
		if err != nil || standing.Holder != "" {
			return err
		}
		if err := c.exec("DELETE FROM claims WHERE tenant = ?1 AND holder = ?2", c.tenant, claim.Holder); err != nil {
			return err
		}
		claim.By, claim.Until = c.user(), c.now.Add(lease)
		standing = claim
		return c.exec("INSERT INTO claims (tenant, cluster, holder, made_by, until) VALUES (?1, ?2, ?3, ?4, ?5)",
			c.tenant, claim.Cluster, claim.Holder, claim.By, claim.Until.UnixMicro())
	})
	return standing, err
}

// claims calls fn for each claim that fulfils the condition, by cluster; its
// parameters begin with ?2.
func (c conn) claims(condition string, fn func(store.Claim), args ...any) error {
	return c.rows("SELECT cluster, holder, made_by, until FROM claims WHERE tenant = ?1 "+condition+" ORDER BY cluster", func(r *row) error {
		fn(store.Claim{Cluster: r.text(), Holder: r.text(), By: r.text(), Until: r.time()})
		return nil
	}, append([]any{c.tenant}, args...)...)
}

// Release lets go of what a holder looks at, as store.Reviews says.
func (s *Store) Release(ctx context.Context, holder string) error {
	return s.write(ctx, "release a cluster", func(c conn) error {
		return c.exec("DELETE FROM claims WHERE tenant = ?1 AND holder = ?2", c.tenant, holder)
	})
}

// Claims returns the claims that are not over, as store.Reviews says.
func (s *Store) Claims(ctx context.Context) (list []store.Claim, err error) {
	err = s.read(ctx, "list claims", func(c conn) error {
		return c.claims("AND until > ?2", func(claim store.Claim) { list = append(list, claim) }, contract.Now(s.opts).UnixMicro())
	})
	return list, err
}

// judgementsAmong asks for the newest judgements among the customers of ?2, a
// JSON array, and those that were merged into them.
const judgementsAmong = `WITH RECURSIVE stands (id, live) AS (
  SELECT value, value FROM json_each(?2)
  UNION
  SELECT c.id, stands.live FROM stands CROSS JOIN customers c INDEXED BY customers_into ON c.tenant = ?1 AND c.merged_into = stands.id AND c.merged_into <> 0
)
SELECT left_id, right_id, verdict, made_by, made_on, comment, origin FROM judgements WHERE no IN (
  SELECT max(j.no) FROM stands l CROSS JOIN judgements j ON j.tenant = ?1 AND j.left_id = l.id
  JOIN stands r ON r.id = j.right_id AND r.live <> l.live GROUP BY j.left_id, j.right_id)
ORDER BY left_id, right_id`

// JudgementsAmong returns the newest judgements among some customers, as
// store.Reviews says.
func (s *Store) JudgementsAmong(ctx context.Context, ids []int64) (list []customer.Judgement, err error) {
	err = s.read(ctx, "list judgements", func(c conn) error {
		return c.rows(judgementsAmong, func(r *row) error {
			list = append(list, customer.Judgement{LeftID: r.int(), RightID: r.int(), Verdict: customer.Verdict(r.text()),
				By: r.text(), On: r.time(), Comment: r.text(), Origin: r.text()})
			return nil
		}, c.tenant, idList(ids))
	})
	return list, err
}
