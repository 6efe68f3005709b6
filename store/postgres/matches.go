package postgres

import (
	"context"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/keylist"
)

// SaveMatching keeps a dedupe run's outcome in place of the one before.
func (s *Store) SaveMatching(ctx context.Context, m store.Matching) error {
	return s.write(ctx, "save matching of run "+m.Run, func(ctx context.Context, t *tx) error {
		keys, stop := keylist.Ahead(m.Keys)
		defer stop()
		for _, table := range []string{"matchings", "pairs", "clusters", "cluster_members"} {
			if _, err := t.exec(ctx, "DELETE FROM "+table+" WHERE tenant = $1", t.tenant); err != nil {
				return err
			}
		}
		comparisons, err := jsonText(m.Comparisons)
		if err != nil {
			return err
		}
		_, err = t.exec(ctx, `INSERT INTO matchings (tenant, run, records, candidate_pairs, comparisons, model, settings, seq)
VALUES ($1, $2, $3, $4, $5, $6::text::json, $7, $8)`, t.tenant, m.Run, m.Records, m.CandidatePairs, comparisons, nullable(m.Model), m.Settings, m.Seq)
		if err != nil {
			return err
		}
		if err := t.copyIn(ctx, pairLoad(t.tenant, 0, m.Pairs)); err != nil {
			return err
		}
		if err := t.saveClusters(ctx, 0, m.Clusters); err != nil {
			return err
		}
		if err := t.dropKeys(ctx); err != nil || m.Keys == nil {
			return err
		}
		return t.addKeys(ctx, 0, keys, nil)
	})
}

// pairLoad brings in pairs, numbered from a number on.
func pairLoad(tenant, from int64, pairs []customer.Pair) load {
	return load{
		into: "pairs (tenant, no, left_id, right_id, left_import, right_import, weight, probability, decision, rule, levels)",
		rows: len(pairs),
		row: func(w *copier, i int) error {
			p := &pairs[i]
			levels, err := jsonText(p.Levels)
			w.short(tenant)
			w.int(from + int64(i))
			w.int(p.LeftID)
			w.int(p.RightID)
			w.text(p.LeftImport)
			w.text(p.RightImport)
			w.float(p.Weight)
			w.float(p.Probability)
			w.text(string(p.Decision))
			w.text(p.Rule)
			w.text(levels)
			return err
		},
	}
}

// saveClusters adds clusters, numbered from a number on.
func (t *tx) saveClusters(ctx context.Context, from int64, clusters []customer.Cluster) error {
	type seat struct{ cluster, no int }
	var seats []seat
	for i := range clusters {
		for no := range clusters[i].Members {
			seats = append(seats, seat{i, no})
		}
	}
	err := t.copyIn(ctx, load{
		into: "clusters (tenant, no, id, weakest_link, decision, reasons, trusted)",
		rows: len(clusters),
		row: func(w *copier, i int) error {
			k := &clusters[i]
			reasons, err := jsonText(k.Reasons)
			w.short(t.tenant)
			w.int(from + int64(i))
			w.text(k.ID)
			w.float(k.WeakestLink)
			w.text(k.Decision)
			w.text(reasons)
			w.bool(k.Trusted)
			return err
		},
	})
	if err != nil {
		return err
	}
	return t.copyIn(ctx, load{
		into: "cluster_members (tenant, cluster, no, customer, import_id, version)",
		rows: len(seats),
		row: func(w *copier, i int) error {
			m := clusters[seats[i].cluster].Members[seats[i].no]
			w.short(t.tenant)
			w.int(from + int64(seats[i].cluster))
			w.int(int64(seats[i].no))
			w.int(m.ID)
			w.text(m.ImportID)
			w.int(m.Version)
			return nil
		},
	})
}

// LastMatching returns the newest outcome, as store.Matches says.
func (s *Store) LastMatching(ctx context.Context, pairs bool) (m *store.Matching, err error) {
	err = s.read(ctx, "load matching", func(ctx context.Context, t *tx) (err error) {
		if m, err = t.matching(ctx); err != nil {
			return err
		}
		if pairs {
			if m.Pairs, err = t.pairs(ctx); err != nil {
				return err
			}
		}
		m.Clusters, err = t.clusters(ctx)
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
	err = s.read(ctx, "load model", func(ctx context.Context, t *tx) (err error) {
		m, err = t.matching(ctx)
		return err
	})
	return m, err
}

// matching reads what there is of an outcome beside pairs and clusters.
func (t *tx) matching(ctx context.Context) (m *store.Matching, err error) {
	err = t.rows(ctx, "SELECT run, records, candidate_pairs, comparisons, model, settings, seq FROM matchings WHERE tenant = $1", func(r *row) error {
		m = &store.Matching{Run: r.text(), Records: r.int(), CandidatePairs: r.int()}
		err := r.json(&m.Comparisons)
		m.Model, m.Settings, m.Seq = r.bytes(), r.text(), r.int()
		return err
	}, t.tenant)
	if err == nil && m == nil {
		err = store.ErrNotFound
	}
	return m, err
}

func (t *tx) pairs(ctx context.Context) (list []customer.Pair, err error) {
	var words contract.Words
	err = t.rows(ctx, `SELECT left_id, right_id, left_import, right_import, weight, probability, decision, rule, levels
FROM pairs WHERE tenant = $1 ORDER BY no`, func(r *row) error {
		p := customer.Pair{LeftID: r.int(), RightID: r.int(), LeftImport: r.text(), RightImport: r.text(),
			Weight: r.float(), Probability: r.float(), Decision: customer.Decision(words.One(r.text())), Rule: words.One(r.text())}
		var err error
		p.Levels, err = words.Parse(r.text())
		list = append(list, p)
		return err
	}, t.tenant)
	return list, err
}

func (t *tx) clusters(ctx context.Context) ([]customer.Cluster, error) {
	var seats contract.Seats
	err := t.rows(ctx, "SELECT no, id, weakest_link, decision, reasons, trusted FROM clusters WHERE tenant = $1 ORDER BY no", func(r *row) error {
		no := r.int()
		k := customer.Cluster{ID: r.text(), WeakestLink: r.float(), Decision: r.text()}
		err := r.json(&k.Reasons)
		k.Trusted = r.bool()
		seats.Cluster(no, k)
		return err
	}, t.tenant)
	if err != nil {
		return nil, err
	}
	err = t.rows(ctx, "SELECT cluster, customer, import_id, version FROM cluster_members WHERE tenant = $1 ORDER BY cluster, no", func(r *row) error {
		seats.Member(r.int(), customer.Member{ID: r.int(), ImportID: r.text(), Version: r.int()})
		return nil
	}, t.tenant)
	return seats.Clusters(), err
}
