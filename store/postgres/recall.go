package postgres

import (
	"context"
	"maps"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/internal/contract"
	"rollcall/store/internal/memo"
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
	own := ownRecall{tx: t, keys: keys, memories: memories, first: make(map[string]int, len(keys)), next: make([]int, len(keys))}
	for i, key := range keys {
		if importID, ok := strings.CutPrefix(key, contract.ImportKey); ok && contract.Text(importID) == nil {
			own.next[i] = own.first[importID]
			own.first[importID] = i + 1
		}
	}
	if len(own.first) == 0 {
		return nil
	}
	importIDs := slices.Sorted(maps.Keys(own.first))
	if t.store.scattered.Add(-1) < 0 {
		var err error
		if importIDs, err = own.sweep(ctx, importIDs); err != nil {
			return err
		}
	}
	if len(importIDs) > 0 {
		if err := t.rows(ctx, ownSQL+"c.import_id = ANY($2::text[])", own.found, t.tenant, importIDs); err != nil {
			return err
		}
	}
	return own.nameRuns(ctx)
}

// ownRecall is the reading of what import ids said.
type ownRecall struct {
	*tx
	keys     []string
	memories []store.Memory
	first    map[string]int // by import id: its last place among the keys, from 1
	next     []int          // by place from 0: the place before of the same import id, from 1; 0: none
	runs     []int64        // by memory: the number of its run
	source   string         // of the row before: most are the same
	values   []byte         // memory of what the row said, unpacked
}

const ownSQL = "SELECT c.import_id, c.id, c.said_source, c.said_run, c.said_hash, c.said, c.merged_into <> 0 FROM customers c WHERE c.tenant = $1 AND "

// found reads a row of ownSQL.
func (o *ownRecall) found(r *row) error {
	place := o.first[string(r.raw())]
	if place == 0 {
		return nil // it stands between those that are asked for
	}
	id, source, run, hash, values, merged := r.int(), r.raw(), r.int(), r.raw(), r.raw(), r.bool()
	m := store.Memory{Holder: store.Hit{Named: id}}
	if !merged {
		m.Holder.Survivor = id
	}
	if run != 0 { // else it said nothing
		if string(source) != o.source {
			o.source = string(source)
		}
		m.Customer, m.Survivor, m.Source = id, m.Holder.Survivor, o.source
		var err error
		if o.values, err = memo.AppendUnpacked(o.values[:0], values); err != nil {
			return err
		}
		m.Hash, m.Values = both(hash, o.values)
	}
	if o.runs == nil {
		o.runs = make([]int64, len(o.keys))
	}
	for ; place != 0; place = o.next[place-1] {
		at := place - 1
		if o.memories[at] = m; run != 0 {
			o.memories[at].Key, o.runs[at] = o.keys[at], run
		}
	}
	return nil
}

// both copies two values into one piece of memory; nil for one that is empty.
func both(a, b []byte) (copyOfA, copyOfB []byte) {
	all := append(append(make([]byte, 0, len(a)+len(b)), a...), b...)
	if len(a) > 0 {
		copyOfA = all[:len(a):len(a)]
	}
	if len(b) > 0 {
		copyOfB = all[len(a):]
	}
	return copyOfA, copyOfB
}

// nameRuns sets the runs of what was found.
func (o *ownRecall) nameRuns(ctx context.Context) error {
	names := map[int64]string{}
	if known := o.store.runNames.Load(); known != nil {
		names = *known
	}
	for i, no := range o.runs {
		if no == 0 {
			continue
		}
		if names[no] == "" {
			var err error
			if names, err = o.readRunNames(ctx); err != nil {
				return err
			}
		}
		o.memories[i].Run = names[no]
	}
	return nil
}

// readRunNames reads the ids of the tenant's runs by number, and keeps them: a
// run's never changes.
func (t *tx) readRunNames(ctx context.Context) (map[int64]string, error) {
	names := map[int64]string{}
	err := t.rows(ctx, "SELECT no, id FROM runs WHERE tenant = $1", func(r *row) error {
		no := r.int()
		names[no] = r.text()
		return nil
	}, t.tenant)
	t.store.runNames.Store(&names)
	return names, err
}

// sweep reads the customers from the first to the last of sorted import
// ids. Where too many others stand between them it stops and returns the import
// ids that are left.
func (o *ownRecall) sweep(ctx context.Context, importIDs []string) (left []string, err error) {
	n, last := 0, ""
	limit := len(importIDs) + len(importIDs)/strayShare + 1
	o.store.scattered.Store(0)
	err = o.rows(ctx, ownSQL+"c.import_id BETWEEN $2 AND $3 ORDER BY c.import_id LIMIT $4", func(r *row) error {
		if n++; n == limit {
			last = string(r.values[0])
		}
		return o.found(r)
	}, o.tenant, importIDs[0], importIDs[len(importIDs)-1], limit)
	if err != nil || n < limit {
		return nil, err
	}
	o.store.scattered.Store(strayPause)
	at, _ := slices.BinarySearch(importIDs, last)
	return importIDs[at:], nil
}
