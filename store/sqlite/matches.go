package sqlite

import (
	"context"
	"errors"

	"rollcall/store"
	"rollcall/store/customer"
)

// SaveMatching keeps a dedupe run's outcome in place of the one before.
func (s *Store) SaveMatching(ctx context.Context, m store.Matching) error {
	return s.write(ctx, "save matching of run "+m.Run, func(c conn) error {
		for _, table := range []string{"matchings", "pairs", "clusters", "cluster_members"} {
			if err := c.exec("DELETE FROM "+table+" WHERE tenant = ?1", c.tenant); err != nil {
				return err
			}
		}
		comparisons, err := jsonText(m.Comparisons)
		if err != nil {
			return err
		}
		err = c.exec(`INSERT INTO matchings (tenant, run, records, candidate_pairs, comparisons, model, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
			c.tenant, m.Run, m.Records, m.CandidatePairs, comparisons, nullable(m.Model), m.Seq)
		if err != nil {
			return err
		}
		if err := c.savePairs(m.Pairs); err != nil {
			return err
		}
		return c.saveClusters(m.Clusters)
	})
}

var pairInsertion = insertion{
	into:    "pairs (tenant, no, left_id, right_id, left_import, right_import, weight, probability, decision, rule, levels)",
	columns: 11,
}

func (c conn) savePairs(pairs []customer.Pair) error {
	var failed error
	err := c.insert(pairInsertion, len(pairs), func(b *binder, i int) {
		p := &pairs[i]
		levels, err := jsonText(p.Levels)
		if err != nil {
			failed = err
		}
		b.int(c.tenant)
		b.int(int64(i))
		b.int(p.LeftID)
		b.int(p.RightID)
		b.text(p.LeftImport)
		b.text(p.RightImport)
		b.float(p.Weight)
		b.float(p.Probability)
		b.text(string(p.Decision))
		b.text(p.Rule)
		b.text(levels)
	})
	return errors.Join(failed, err)
}

var clusterInsertion = insertion{
	into:    "clusters (tenant, no, id, weakest_link, decision, reasons, trusted)",
	columns: 7,
}

var memberInsertion = insertion{
	into:    "cluster_members (tenant, cluster, no, customer, import_id, version)",
	columns: 6,
}

func (c conn) saveClusters(clusters []customer.Cluster) error {
	type seat struct{ cluster, no int }
	var seats []seat
	var failed error
	err := c.insert(clusterInsertion, len(clusters), func(b *binder, i int) {
		k := &clusters[i]
		reasons, err := jsonText(k.Reasons)
		if err != nil {
			failed = err
		}
		for no := range k.Members {
			seats = append(seats, seat{i, no})
		}
		b.int(c.tenant)
		b.int(int64(i))
		b.text(k.ID)
		b.float(k.WeakestLink)
		b.text(k.Decision)
		b.text(reasons)
		b.bool(k.Trusted)
	})
	if err := errors.Join(failed, err); err != nil {
		return err
	}
	return c.insert(memberInsertion, len(seats), func(b *binder, i int) {
		m := clusters[seats[i].cluster].Members[seats[i].no]
		b.int(c.tenant)
		b.int(int64(seats[i].cluster))
		b.int(int64(seats[i].no))
		b.int(m.ID)
		b.text(m.ImportID)
		b.int(m.Version)
	})
}

// LastMatching returns the newest outcome, as store.Matches says.
func (s *Store) LastMatching(ctx context.Context, pairs bool) (*store.Matching, error) {
	var m *store.Matching
	err := s.read(ctx, "load matching", func(c conn) error {
		err := c.rows("SELECT run, records, candidate_pairs, comparisons, model, seq FROM matchings WHERE tenant = ?1", func(r *row) error {
			m = &store.Matching{Run: r.text(), Records: r.int(), CandidatePairs: r.int()}
			if err := r.json(&m.Comparisons); err != nil {
				return err
			}
			m.Model, m.Seq = r.bytes(), r.int()
			return nil
		}, c.tenant)
		if err != nil {
			return err
		}
		if m == nil {
			return store.ErrNotFound
		}
		if pairs {
			if m.Pairs, err = c.pairs(); err != nil {
				return err
			}
		}
		m.Clusters, err = c.clusters()
		return err
	})
	if err != nil {
		return nil, err
	}
	return m, nil
}

func (c conn) pairs() (list []customer.Pair, err error) {
	err = c.rows(`SELECT left_id, right_id, left_import, right_import, weight, probability, decision, rule, levels
FROM pairs WHERE tenant = ?1 ORDER BY no`, func(r *row) error {
		p := customer.Pair{LeftID: r.int(), RightID: r.int(), LeftImport: r.text(), RightImport: r.text(),
			Weight: r.float(), Probability: r.float(), Decision: customer.Decision(r.text()), Rule: r.text()}
		if err := r.json(&p.Levels); err != nil {
			return err
		}
		list = append(list, p)
		return nil
	}, c.tenant)
	return list, err
}

func (c conn) clusters() (list []customer.Cluster, err error) {
	err = c.rows("SELECT id, weakest_link, decision, reasons, trusted FROM clusters WHERE tenant = ?1 ORDER BY no", func(r *row) error {
		k := customer.Cluster{ID: r.text(), WeakestLink: r.float(), Decision: r.text()}
		if err := r.json(&k.Reasons); err != nil {
			return err
		}
		k.Trusted = r.bool()
		list = append(list, k)
		return nil
	}, c.tenant)
	if err != nil {
		return nil, err
	}
	err = c.rows("SELECT cluster, customer, import_id, version FROM cluster_members WHERE tenant = ?1 ORDER BY cluster, no", func(r *row) error {
		k := &list[r.int()]
		k.Members = append(k.Members, customer.Member{ID: r.int(), ImportID: r.text(), Version: r.int()})
		return nil
	}, c.tenant)
	return list, err
}
