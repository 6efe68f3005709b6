package postgres

import (
	"context"

	"rollcall/store"
	"rollcall/store/customer"
)

// Recall returns what each key said last, as store.Intake says.
func (s *Store) Recall(ctx context.Context, keys []string) ([]store.Memory, error) {
	places := placesOf(keys)
	var memories []store.Memory
	err := s.read(ctx, "recall keys", func(ctx context.Context, t *tx) error {
		memories = make([]store.Memory, len(keys))
		var merged []int64
		err := t.rows(ctx, `SELECT m.key, m.customer, m.source, m.run, m.hash, m.vals,
EXISTS (SELECT 1 FROM customers x WHERE x.tenant = $1 AND x.id = m.customer AND x.merged_into <> 0)
FROM memories m WHERE m.tenant = $1 AND m.key = ANY($2::text[])`, func(r *row) error {
			m := store.Memory{Key: r.text(), Customer: r.int(), Source: r.text(), Run: r.text(), Hash: r.bytes(), Values: r.bytes()}
			if r.bool() {
				merged = append(merged, m.Customer)
			} else {
				m.Survivor = m.Customer
			}
			for _, i := range places[m.Key] {
				memories[i] = m
			}
			return nil
		}, t.tenant, keys)
		if err != nil || merged == nil {
			return err
		}
		return t.followMemories(ctx, memories, merged)
	})
	if err != nil {
		return nil, err
	}
	return memories, nil
}

func (t *tx) followMemories(ctx context.Context, memories []store.Memory, merged []int64) error {
	survivors, err := t.survivors(ctx, merged)
	for i := range memories {
		if m := &memories[i]; m.Survivor == 0 {
			m.Survivor = survivors[m.Customer]
		}
	}
	return err
}

// placesOf says where in a list each text stands.
func placesOf(list []string) map[string][]int {
	places := make(map[string][]int, len(list))
	for i, text := range list {
		places[text] = append(places[text], i)
	}
	return places
}

// Related returns records of one kind by their ids, as store.Intake says.
func (s *Store) Related(ctx context.Context, kind customer.Kind, ids []string) ([]customer.Related, error) {
	places := placesOf(ids)
	var records []customer.Related
	err := s.read(ctx, "find related records", func(ctx context.Context, t *tx) error {
		records = make([]customer.Related, len(ids))
		return t.rows(ctx, "SELECT id, customer, data FROM related WHERE tenant = $1 AND kind = $2 AND id = ANY($3::text[])",
			func(r *row) error {
				record := customer.Related{Kind: kind, ID: r.text(), CustomerID: r.int(), Data: r.bytes()}
				for _, i := range places[record.ID] {
					records[i] = record
				}
				return nil
			}, t.tenant, string(kind), ids)
	})
	if err != nil {
		return nil, err
	}
	return records, nil
}

// Tally counts what a run's history rows hold, as store.Intake says. The
// customers that a run created are looked for from its lowest id on, so that
// created_run needs no index, which every import would pay for.
func (s *Store) Tally(ctx context.Context, run string) (tally store.Tally, err error) {
	err = s.read(ctx, "tally run "+run, func(ctx context.Context, t *tx) error {
		no, err := t.runNumber(ctx, run)
		if err != nil {
			return err
		}
		return t.rows(ctx, `SELECT
(SELECT count(*) FROM customers WHERE tenant = $1 AND id >= (SELECT first_id FROM runs WHERE no = $2) AND created_run = $2),
(SELECT count(*) FROM journal WHERE tenant = $1 AND run = $2 AND op = 'import'),
(SELECT count(*) FROM related WHERE tenant = $1 AND created_run = $2),
(SELECT count(*) FROM journal WHERE tenant = $1 AND run = $2 AND op = 'related')`, func(r *row) error {
			tally = store.Tally{Created: r.int(), Updated: r.int(), RelatedCreated: r.int(), RelatedUpdated: r.int()}
			return nil
		}, t.tenant, no)
	})
	return tally, err
}
