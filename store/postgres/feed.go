package postgres

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/segment"
)

// feed gathers the new customers of a load into segments of the indexes of
// pieces and strips as they are taken, so that they need not be read again when
// the run ends. It only speaks of customers that are committed, and only as long
// as nothing but them changes: then it is left, and the end of the run indexes
// what it did not.
type feed struct {
	mu       sync.Mutex
	building sync.WaitGroup   // a batch is being added, while the next one is on its way: all below is the adder's then
	builder  *segment.Builder // nil: nothing is gathered
	from     int64            // pieces_seq while it is gathered
	seq      int64            // the sequence number up to which the segments and the builder know all
	no       int64            // of the segment that is gathered
	kept     bool             // a segment was kept since the feed began
}

// errUnknown undoes a segment of indexes that were changed meanwhile.
var errUnknown = errors.New("the indexes were changed")

// hold keeps everybody else away until release is called, and waits for what is
// being added.
func (f *feed) hold() (release func()) {
	f.mu.Lock()
	f.building.Wait()
	return f.mu.Unlock
}

// leave gives up what is gathered.
func (f *feed) leave() { f.builder, f.kept = nil, false }

// follow takes in what a committed batch made. The batch is taken whatever
// happens here: an error ends the feed and nothing else.
func (s *Store) follow(ctx context.Context, in *intake) {
	f := &s.feed
	defer f.hold()()
	if len(in.entries) == 0 && in.rest == 0 && len(in.batch.Journal) == 0 {
		return // nothing changed
	}
	if err := s.ready(ctx, in); err != nil || f.builder == nil {
		f.leave()
		return
	}
	f.seq = in.rest
	f.building.Go(func() {
		in.addTo(f.builder)
		if f.full(len(in.entries), s.pieces.segment) && s.keepFeed(ctx) != nil {
			f.leave()
		}
	})
}

// full says whether another batch of a size finds no room in the segment.
func (f *feed) full(size int, limit int64) bool { return int64(f.builder.Len()+size) > limit }

// addTo adds the new customers to a segment, with what the store sets of them.
func (in *intake) addTo(builder *segment.Builder) {
	var kept customer.Customer
	for _, e := range in.entries {
		kept = *e.Customer
		kept.CreatedOn, kept.UpdatedOn, kept.MergedInto = in.now, in.now, 0
		kept.CreatedBy, kept.UpdatedBy = in.store.user(), in.store.user()
		e.Customer = &kept
		builder.Add(e)
	}
}

// ready leaves a builder that this batch goes into, or none.
func (s *Store) ready(ctx context.Context, in *intake) error {
	f, size := &s.feed, int64(len(in.entries))
	fits := len(in.touched)+len(in.batch.Journal) == 0 && size > 0 && 4*size <= s.pieces.segment && slices.IsSortedFunc(in.entries, byNumber)
	switch {
	case !fits || f.builder != nil && (f.seq != in.rest-1 || in.entries[0].Number <= f.builder.Last()):
		f.leave()
		return nil
	case f.builder == nil:
		return s.beginFeed(ctx, in)
	case f.full(len(in.entries), s.pieces.segment):
		return s.keepFeed(ctx)
	}
	return nil
}

func byNumber(a, b segment.Entry) int { return cmp.Compare(a.Number, b.Number) }

// beginFeed begins a segment if the batch is a large one and the indexes know
// all that was before it.
func (s *Store) beginFeed(ctx context.Context, in *intake) error {
	f := &s.feed
	if int64(len(in.entries)) < s.pieces.manyNew {
		return nil
	}
	return s.read(ctx, "begin index", func(ctx context.Context, t *tx) error {
		return t.rows(ctx, "SELECT segments, pieces_seq FROM tenants WHERE tenant = $1", func(r *row) error {
			if f.no, f.from = r.int(), r.int(); f.from == in.rest-1 {
				f.builder, f.seq = &segment.Builder{}, f.from
			}
			return nil
		}, t.tenant)
	})
}

// keepFeed writes the segment that is gathered and begins the next. It is given
// up where the indexes were changed: then somebody else did something that it
// cannot know. What changed after the feed's last number does not matter, for
// it is not covered.
func (s *Store) keepFeed(ctx context.Context) error {
	f := &s.feed
	done, known := f.builder, false
	done.Done()
	f.builder = nil
	err := s.write(ctx, "fill index", func(ctx context.Context, t *tx) error {
		if err := t.keepSegment(ctx, done, f.no); err != nil {
			return err
		}
		// Last, because batches wait for whoever has the tenant's row.
		n, err := t.exec(ctx, "UPDATE tenants SET segments = segments + 1, pieces_seq = $2 WHERE tenant = $1 AND pieces_seq = $3 AND segments = $4",
			t.tenant, f.seq, f.from, f.no)
		if known = n > 0; err == nil && !known {
			err = errUnknown
		}
		return err
	})
	if errors.Is(err, errUnknown) || errors.Is(err, store.ErrTaken) { // taken: others have a segment of this number
		return nil
	}
	if err == nil && known {
		f.builder, f.from, f.no, f.kept = &segment.Builder{}, f.seq, f.no+1, true
	}
	return err
}

// endFeed writes what is gathered of a load whose other customers are indexed
// already, when its run ends.
func (s *Store) endFeed(ctx context.Context) error {
	f := &s.feed
	defer f.hold()()
	defer f.leave()
	if f.builder == nil || f.builder.Len() == 0 || !f.kept && int64(f.builder.Len()) < s.pieces.loose {
		return nil
	}
	if err := s.keepFeed(ctx); err != nil {
		return err
	}
	return s.write(ctx, "fill index", func(ctx context.Context, t *tx) error { return t.analyzeIndex(ctx) })
}
