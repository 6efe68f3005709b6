package importer

import (
	"context"
	"slices"

	"rollcall/store"
	"rollcall/store/customer"
)

// batch decides the rows of one transaction in file order. It works on what
// the store knew before and what earlier rows of the batch made of it, so that
// the result does not depend on how rows fall into batches.
type batch struct {
	scene
	store    Store
	writer   *writer
	opt      *Options
	runID    string
	rows     []*prepared
	hits     map[customer.Ref][]store.Hit // of references that are no row's key
	byValues map[string][]store.Hit
	stands   survivors           // of the merged-away customers among the hits
	placed   map[relatedKey]int  // where a record stands in out.Related
	ids      []int64             // reserved for new customers
	external []string            // their customerIds
	room     []customer.Customer // their memory
	values   []byte              // a block of what keys said
	hitRoom  []store.Hit         // memory of hitsOf
	out      store.Batch
	changes  fieldCounts
	removed  int64
	limit    standing
	exceeded bool // the limit was passed: rows ends with the row that did
}

func (b *batch) run(ctx context.Context) error {
	b.kinds, b.named = b.writer.kinds, map[customer.Ref][]int64{}
	if err := b.recall(ctx); err != nil {
		return err
	}
	for i, p := range b.rows {
		if !p.decided {
			p.outcome, p.decided = b.decide(p), true
		}
		if b.limit.passes(p.outcome) {
			b.rows, b.exceeded = b.rows[:i+1], true
			break
		}
	}
	b.collect()
	return nil
}

// collect gathers what changed into the store's batch.
func (b *batch) collect() {
	b.writer.give(b.ids, b.external)
	if len(b.fresh) > 0 {
		b.out.New = make([]*customer.Customer, len(b.fresh))
		for i := range b.fresh {
			b.out.New[i] = b.fresh[i].now
		}
	}
	var ids []int64
	for id, w := range b.known {
		if w.dirty {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		w := b.known[id]
		b.out.Changed = append(b.out.Changed, store.Revision{Customer: w.now, Base: w.base})
	}
	b.sortMemories()
	b.out.Memories = b.memories
}

func (b *batch) journal(c *customer.Customer, op, key string, fields []customer.FieldChange) {
	b.out.Journal = append(b.out.Journal, customer.Change{Customer: c.ID, Version: c.Version, Op: op, Key: key, Fields: fields})
}
