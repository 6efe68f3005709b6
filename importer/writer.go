package importer

import (
	"context"

	"rollcall/store"
	"rollcall/store/customer"
)

// writer commits batches one after the other while the next one is decided:
// the decision sees the batch that is being written through an overlay, so it
// is the same as if the batch were there already.
type writer struct {
	store Store
	sync  bool // commit at once: the store is not safe to read meanwhile
	kinds []customer.RefKind
	view  Store
	done  chan error // of the batch under way; nil: none
	ids   []int64    // reserved ahead, because a reservation waits for the writing
	keys  []string
	made  int // new customers up to now
}

// mostAhead is how many ids are reserved at once at most, unless a batch needs
// more.
const mostAhead = 20_000

func newWriter(s Store, sync bool, kinds []customer.RefKind) *writer {
	return &writer{store: s, sync: sync, kinds: kinds, view: s}
}

// reserve hands out ids for n new customers.
func (w *writer) reserve(ctx context.Context, n int) ([]int64, []string, error) {
	if len(w.ids) < n {
		if err := w.fill(ctx, n-len(w.ids)); err != nil {
			return nil, nil, err
		}
	}
	ids, keys := w.ids[:n:n], w.keys[:n:n]
	w.ids, w.keys = w.ids[n:], w.keys[n:]
	return ids, keys, nil
}

// fill reserves n more ids. As many are ahead as were needed before: that is few
// for a small file, and few transactions for a large one.
func (w *writer) fill(ctx context.Context, n int) error {
	ids, keys, err := w.store.Reserve(ctx, n)
	if err == nil {
		w.ids, w.keys = append(w.ids, ids...), append(w.keys, keys...)
	}
	return err
}

// give returns ids that were handed out and not used.
func (w *writer) give(ids []int64, keys []string) {
	w.ids, w.keys = append(ids, w.ids...), append(keys, w.keys...)
}

// write begins to commit what a batch decided, after the one before is through.
// sc is what it leaves to the next, which may have as many new customers.
func (w *writer) write(ctx context.Context, b store.Batch, sc scene) error {
	if err := w.settle(); err != nil {
		return err
	}
	if w.sync {
		return w.store.Take(ctx, b)
	}
	w.made += len(b.New)
	if len(w.ids) < len(b.New) {
		ahead := max(len(b.New), min(w.made, mostAhead))
		if err := w.fill(ctx, ahead-len(w.ids)); err != nil {
			return err
		}
	}
	w.view, w.done = newOverlay(w.store, sc, b), make(chan error, 1)
	go func() { w.done <- w.store.Take(ctx, b) }()
	return nil
}

// settle waits for the batch under way.
func (w *writer) settle() error {
	if w.done == nil {
		return nil
	}
	err := <-w.done
	w.done = nil
	return err
}
