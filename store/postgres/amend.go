package postgres

import (
	"context"

	"rollcall/store"
)

// AmendMatching changes the newest outcome, as store.Matches says.
func (s *Store) AmendMatching(ctx context.Context, a store.Amendment) error {
	return s.write(ctx, "amend matching of run "+a.Base, func(ctx context.Context, t *tx) error {
		n, err := t.exec(ctx, `UPDATE matchings SET run = $3, records = $4, candidate_pairs = $5, seq = $6 WHERE tenant = $1 AND run = $2`,
			t.tenant, a.Base, a.Run, a.Records, a.CandidatePairs, a.Seq)
		if err == nil && n == 0 {
			err = store.ErrStale
		}
		if err != nil {
			return err
		}
		if err := t.amendPairs(ctx, a); err != nil {
			return err
		}
		if err := t.amendClusters(ctx, a); err != nil {
			return err
		}
		return t.amendKeys(ctx, a.Keys, a.Customers)
	})
}

func (t *tx) amendPairs(ctx context.Context, a store.Amendment) error {
	_, err := t.exec(ctx, `DELETE FROM pairs WHERE tenant = $1
AND (left_id IN (SELECT unnest($2::bigint[])) OR right_id IN (SELECT unnest($2::bigint[])))`, t.tenant, a.Customers)
	if err != nil {
		return err
	}
	from, err := t.one(ctx, "SELECT coalesce(max(no), -1) + 1 FROM pairs WHERE tenant = $1", t.tenant)
	if err != nil {
		return err
	}
	return t.copyIn(ctx, pairLoad(t.tenant, from, a.Pairs))
}

func (t *tx) amendClusters(ctx context.Context, a store.Amendment) error {
	_, err := t.exec(ctx, `DELETE FROM cluster_members WHERE tenant = $1 AND cluster IN
(SELECT no FROM clusters WHERE tenant = $1 AND id IN (SELECT unnest($2::text[])))`, t.tenant, a.Dissolved)
	if err != nil {
		return err
	}
	if _, err = t.exec(ctx, "DELETE FROM clusters WHERE tenant = $1 AND id IN (SELECT unnest($2::text[]))", t.tenant, a.Dissolved); err != nil {
		return err
	}
	from, err := t.one(ctx, "SELECT coalesce(max(no), -1) + 1 FROM clusters WHERE tenant = $1", t.tenant)
	if err != nil {
		return err
	}
	return t.saveClusters(ctx, from, a.Clusters)
}
