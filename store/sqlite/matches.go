package sqlite

import (
	"context"
	"errors"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/keylist"
)

// SaveMatching keeps a dedupe run's outcome in place of the one before.
func (s *Store) SaveMatching(ctx context.Context, m store.Matching) error {
	return s.write(ctx, "save matching of run "+m.Run, func(c conn) error {
		keys, stop := keylist.Ahead(m.Keys)
		defer stop()
		for _, table := range []string{"matchings", "pairs", "clusters", "cluster_members"} {
			if err := c.exec("DELETE FROM "+table+" WHERE tenant = ?1", c.tenant); err != nil {
				return err
			}
		}
		comparisons, err := jsonText(m.Comparisons)
		if err != nil {
			return err
		}
		err = c.exec(`INSERT INTO matchings (tenant, run, records, candidate_pairs, comparisons, model, settings, seq) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)`,
			c.tenant, m.Run, m.Records, m.CandidatePairs, comparisons, nullable(m.Model), m.Settings, m.Seq)
		if err != nil {
			return err
		}
		if err := c.savePairs(0, m.Pairs); err != nil {
			return err
		}
		if err := c.saveClusters(0, m.Clusters); err != nil {
			return err
		}
		if err := c.dropKeys(); err != nil || m.Keys == nil {
			return err
		}
		return c.addKeys(0, keys, nil)
	})
}

var pairInsertion = insertion{
	into:    "pairs (tenant, no, left_id, right_id, left_import, right_import, weight, probability, decision, rule, levels)",
	columns: 11,
}

// savePairs adds pairs, numbered from a number on.
func (c conn) savePairs(from int64, pairs []customer.Pair) error {
	var failed error
	err := c.insert(pairInsertion, len(pairs), func(b *binder, i int) {
		p := &pairs[i]
		levels, err := jsonText(p.Levels)
		if err != nil {
			failed = err
		}
		b.int(c.tenant)
		b.int(from + int64(i))
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

// saveClusters adds clusters, numbered from a number on.
func (c conn) saveClusters(from int64, clusters []customer.Cluster) error {
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
		b.int(from + int64(i))
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
		b.int(from + int64(seats[i].cluster))
		b.int(int64(seats[i].no))
		b.int(m.ID)
		b.text(m.ImportID)
		b.int(m.Version)
	})
}

// LastMatching returns the newest outcome, as store.Matches says.
func (s *Store) LastMatching(ctx context.Context, pairs bool) (m *store.Matching, err error) {
	err = s.read(ctx, "load matching", func(c conn) (err error) {
		if m, err = c.matching(); err != nil {
			return err
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
	m.Sort()
	return m, nil
}

// LastModel returns the newest outcome without its pairs and clusters.
func (s *Store) LastModel(ctx context.Context) (m *store.Matching, err error) {
	err = s.read(ctx, "load model", func(c conn) (err error) {
		m, err = c.matching()
		return err
	})
	return m, err
}

// matching reads what there is of an outcome beside pairs and clusters.
func (c conn) matching() (m *store.Matching, err error) {
	err = c.rows("SELECT run, records, candidate_pairs, comparisons, model, settings, seq FROM matchings WHERE tenant = ?1", func(r *row) error {
		m = &store.Matching{Run: r.text(), Records: r.int(), CandidatePairs: r.int()}
		err := r.json(&m.Comparisons)
		m.Model, m.Settings, m.Seq = r.bytes(), r.text(), r.int()
		return err
	}, c.tenant)
	if err == nil && m == nil {
		err = store.ErrNotFound
	}
	return m, err
}

func (c conn) pairs() (list []customer.Pair, err error) {
	var words contract.Words
	err = c.rows(`SELECT left_id, right_id, left_import, right_import, weight, probability, decision, rule, levels
FROM pairs WHERE tenant = ?1 ORDER BY no`, func(r *row) error {
		p := customer.Pair{LeftID: r.int(), RightID: r.int(), LeftImport: r.text(), RightImport: r.text(),
			Weight: r.float(), Probability: r.float(), Decision: customer.Decision(words.One(r.text())), Rule: words.One(r.text())}
		var err error
		p.Levels, err = words.Parse(r.text())
		list = append(list, p)
		return err
	}, c.tenant)
	return list, err
}

func (c conn) clusters() ([]customer.Cluster, error) {
	var seats contract.Seats
	err := c.rows("SELECT no, id, weakest_link, decision, reasons, trusted FROM clusters WHERE tenant = ?1 ORDER BY no", func(r *row) error {
		no := r.int()
		k := customer.Cluster{ID: r.text(), WeakestLink: r.float(), Decision: r.text()}
		if err := r.json(&k.Reasons); err != nil {
			return err
		}
		k.Trusted = r.bool()
		seats.Cluster(no, k)
		return nil
	}, c.tenant)
	if err != nil {
		return nil, err
	}
	err = c.rows("SELECT cluster, customer, import_id, version FROM cluster_members WHERE tenant = ?1 ORDER BY cluster, no", func(r *row) error {
		seats.Member(r.int(), customer.Member{ID: r.int(), ImportID: r.text(), Version: r.int()})
		return nil
	}, c.tenant)
	return seats.Clusters(), err
}
