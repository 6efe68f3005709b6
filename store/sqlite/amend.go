package sqlite

import (
	"context"

	"rollcall/store"
)

// AmendMatching changes the newest outcome, as store.Matches says.
func (s *Store) AmendMatching(ctx context.Context, a store.Amendment) error {
	return s.write(ctx, "amend matching of run "+a.Base, func(c conn) error {
		n, err := c.run(`UPDATE matchings SET run = ?, records = ?, candidate_pairs = ?, seq = ? WHERE tenant = ? AND run = ?`, func(b *binder) {
			b.text(a.Run)
			b.int(a.Records)
			b.int(a.CandidatePairs)
			b.int(a.Seq)
			b.int(c.tenant)
			b.text(a.Base)
		})
		if err == nil && n == 0 {
			err = store.ErrStale
		}
		if err != nil {
			return err
		}
		if err := c.amendPairs(a); err != nil {
			return err
		}
		if err := c.amendClusters(a); err != nil {
			return err
		}
		return c.amendKeys(a.Keys, a.Customers)
	})
}

func (c conn) amendPairs(a store.Amendment) error {
	err := c.exec(`DELETE FROM pairs WHERE tenant = ?1
AND (left_id IN (SELECT value FROM json_each(?2)) OR right_id IN (SELECT value FROM json_each(?2)))`, c.tenant, idList(a.Customers))
	if err != nil {
		return err
	}
	from, err := c.one("SELECT coalesce(max(no), -1) + 1 FROM pairs WHERE tenant = ?1", c.tenant)
	if err != nil {
		return err
	}
	return c.savePairs(from, a.Pairs)
}

func (c conn) amendClusters(a store.Amendment) error {
	gone := stringList(a.Dissolved)
	err := c.exec(`DELETE FROM cluster_members WHERE tenant = ?1 AND cluster IN
(SELECT no FROM clusters WHERE tenant = ?1 AND id IN (SELECT value FROM json_each(?2)))`, c.tenant, gone)
	if err != nil {
		return err
	}
	if err = c.exec("DELETE FROM clusters WHERE tenant = ?1 AND id IN (SELECT value FROM json_each(?2))", c.tenant, gone); err != nil {
		return err
	}
	from, err := c.one("SELECT coalesce(max(no), -1) + 1 FROM clusters WHERE tenant = ?1", c.tenant)
	if err != nil {
		return err
	}
	return c.saveClusters(from, a.Clusters)
}
