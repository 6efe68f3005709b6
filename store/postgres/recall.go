package postgres

import (
	"context"
	"maps"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/internal/contract"
)

// A file in the order of its import ids asks for customers that stand next to
// each other in their index. Reading them from the first to the last takes a
// small part of the work that looking each of them up does, as long as few
// others stand between them.
const (
	strayShare = 4  // one stray row for each so many keys is still read on the way
	strayPause = 32 // recalls that look keys up one by one after one that met more
)

// recallOwn reads who holds import ids, and what these said from the customers'
// rows.
func (t *tx) recallOwn(ctx context.Context, keys []string, memories []store.Memory) error {
	places := map[string][]int{}
	for i, key := range keys {
		if importID, own := strings.CutPrefix(key, contract.ImportKey); own && contract.Text(importID) == nil {
			places[importID] = append(places[importID], i)
		}
	}
	if len(places) == 0 {
		return nil
	}
	importIDs := slices.Sorted(maps.Keys(places))
	found := func(r *row) error {
		if importID := r.text(); places[importID] != nil {
			m := scanOwn(r, importID)
			for _, i := range places[importID] {
				memories[i] = m
			}
		}
		return nil
	}
	if t.store.scattered.Add(-1) < 0 {
		var err error
		if importIDs, err = t.recallRange(ctx, importIDs, found); err != nil || len(importIDs) == 0 {
			return err
		}
	}
	return t.rows(ctx, ownSQL+"c.import_id = ANY($2::text[])", found, t.tenant, importIDs)
}

const ownSQL = `SELECT c.import_id, c.id, c.said_source, (SELECT r.id FROM runs r WHERE r.no = c.said_run), c.said_hash, c.said, c.merged_into <> 0
FROM customers c WHERE c.tenant = $1 AND `

// scanOwn reads the columns of ownSQL after the import id.
func scanOwn(r *row, importID string) store.Memory {
	m := store.Memory{Key: contract.ImportKey + importID, Customer: r.int(), Source: r.text(), Run: r.text(), Hash: r.bytes(), Values: r.bytes()}
	m.Holder.Named = m.Customer
	if !r.bool() {
		m.Survivor, m.Holder.Survivor = m.Customer, m.Customer
	}
	if m.Run == "" { // it said nothing
		return store.Memory{Holder: m.Holder}
	}
	return m
}

// recallRange reads the customers from the first to the last of sorted import
// ids. Where too many others stand between them it stops and returns the import
// ids that are left.
func (t *tx) recallRange(ctx context.Context, importIDs []string, found func(*row) error) (left []string, err error) {
	n, last := 0, ""
	limit := len(importIDs) + len(importIDs)/strayShare + 1
	t.store.scattered.Store(0)
	err = t.rows(ctx, ownSQL+"c.import_id BETWEEN $2 AND $3 ORDER BY c.import_id LIMIT $4", func(r *row) error {
		if n++; n == limit {
			last = string(r.values[0])
		}
		return found(r)
	}, t.tenant, importIDs[0], importIDs[len(importIDs)-1], limit)
	if err != nil || n < limit {
		return nil, err
	}
	t.store.scattered.Store(strayPause)
	at, _ := slices.BinarySearch(importIDs, last)
	return importIDs[at:], nil
}
