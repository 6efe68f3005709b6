package postgres

import (
	"context"

	"rollcall/store"
	"rollcall/store/customer"
)

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
