package sqlite

import (
	"math"
	"slices"
	"sync"
	"time"

	"rollcall/store/customer"
	"rollcall/store/internal/segment"
)

// feed fills the indexes of pieces and of strips with the new customers of
// batches while the next batch is on its way, so that what a load wrote need not
// be read again at its end. Whoever else changed meanwhile is read then. A load
// that is killed leaves what was kept of it; the rest is found as changed since.
type feed struct {
	size     int   // customers of a segment
	segments int64 // how many are kept, and up to which number they cover
	covered  int64 // everything: as the tenant's row says

	start   int64   // the number before the first batch
	seqs    []int64 // the batches' numbers for their new customers, ascending
	touched []int64 // ids of who else has one of these numbers

	building sync.WaitGroup // a batch is being added: nothing below is looked at before it is through
	open     *segment.Builder
	full     []fullSegment
	fed      int   // customers
	clean    int64 // up to here nobody changed who is not in a segment
}

// fullSegment is a segment that waits for being kept.
type fullSegment struct {
	*segment.Builder
	covered int64 // up to which number everything is in it or in those before
}

// fedBatch is what a batch brings a feed.
type fedBatch struct {
	customers []newcomer // as in the store, but for the stamps
	seq       int64      // of all of them that have no journal entry
	touched   []int64    // ids of others with this number
	at        time.Time
	by        string
}

// add begins to add a batch that is in the store. Those before are through.
func (f *feed) add(b fedBatch) {
	f.seqs, f.touched = append(f.seqs, b.seq), append(f.touched, b.touched...)
	clean := f.clean
	if clean == b.seq-1 && len(f.touched) == 0 {
		clean = b.seq
	}
	f.building.Go(func() {
		var stamped customer.Customer
		for i := range b.customers {
			n := &b.customers[i]
			if f.open.Len() == f.size {
				f.close()
			}
			stamped = *n.Customer
			stamped.CreatedOn, stamped.CreatedBy, stamped.UpdatedOn, stamped.UpdatedBy = b.at, b.by, b.at, b.by
			f.open.Add(segment.Entry{Number: n.row, Customer: &stamped, Search: n.search, Digits: n.digits})
		}
		f.fed += len(b.customers)
		f.clean = clean
	})
}

// close ends the open segment.
func (f *feed) close() {
	f.open.Done()
	f.full = append(f.full, fullSegment{f.open, f.clean})
	f.open = &segment.Builder{}
}

// feedFor returns the feed of a batch, nil when it is none that fills a store. It
// starts one where all but a few customers are in the indexes.
func (in *intake) feedFor() (*feed, error) {
	if f, err := in.feeding(); f != nil || err != nil || len(in.batch.New) < in.store.pieces.manyNew {
		return f, err
	}
	f := &feed{size: in.store.pieces.segment, open: &segment.Builder{}}
	err := in.rows("SELECT segments, pieces_seq FROM tenants WHERE tenant = ?1",
		func(r *row) error { f.segments, f.covered = r.int(), r.int(); return nil }, in.tenant)
	if err != nil {
		return nil, err
	}
	loose, err := in.looseUpTo(2 * f.size)
	if err != nil || loose > 2*f.size {
		return nil, err
	}
	f.start, f.clean = f.covered, f.covered
	if loose == 0 {
		f.clean = in.rest - 1 - int64(len(in.batch.Journal))
	}
	return f, nil
}

// feeding returns the store's feed, nil for one that the indexes have gone on
// without: another program or an erasure did.
func (c conn) feeding() (*feed, error) {
	f := c.store.feed
	if f == nil {
		return nil, nil
	}
	n, err := c.one("SELECT 1 FROM tenants WHERE tenant = ?1 AND segments = ?2 AND pieces_seq = ?3", c.tenant, f.segments, f.covered)
	if err != nil || n == 0 {
		return nil, err
	}
	return f, nil
}

// looseUpTo counts the customers that changed since the indexes were filled, one
// more than limit for any more.
func (c conn) looseUpTo(limit int) (int, error) {
	n, err := c.one(`SELECT count(*) FROM (SELECT 1 FROM customers c, tenants t
WHERE t.tenant = ?1 AND c.tenant = ?1 AND c.seq > t.pieces_seq LIMIT ?2)`, c.tenant, limit+1)
	return int(n), err
}

// keepFed keeps a feed's full segments.
func (c conn) keepFed(f *feed) error {
	if f == nil {
		return nil
	}
	f.building.Wait()
	if len(f.full) == 0 {
		return nil
	}
	for i, s := range f.full {
		if err := c.keepSegment(s.Builder, f.segments+int64(i)); err != nil {
			return err
		}
	}
	return c.exec("UPDATE tenants SET segments = ?2, pieces_seq = ?3 WHERE tenant = ?1", c.tenant,
		f.segments+int64(len(f.full)), f.full[len(f.full)-1].covered)
}

// kept notes that keepFed's transaction is through.
func (f *feed) kept() {
	if n := len(f.full); n > 0 {
		f.segments, f.covered, f.full = f.segments+int64(n), f.full[n-1].covered, nil
	}
}

// endFeed makes the indexes cover everything that is in the store, from a feed,
// unless that is so little that it may as well be looked through.
func (c conn) endFeed(f *feed) error {
	f.building.Wait()
	rows, err := c.missed(f)
	if err != nil || f.covered == f.start && f.fed+len(rows) < c.store.pieces.loose {
		return err
	}
	if f.open.Len() > 0 {
		f.close()
	}
	if err := c.keepFed(f); err != nil {
		return err
	}
	f.kept()
	for part := range slices.Chunk(rows, f.size) {
		b, err := c.gather("c.row IN (SELECT value FROM json_each(?2))", idList(part))
		if err != nil {
			return err
		}
		if err := c.keepSegment(b, f.segments); err != nil {
			return err
		}
		f.segments++
	}
	return c.exec("UPDATE tenants SET segments = ?2, pieces_seq = seq WHERE tenant = ?1", c.tenant, f.segments)
}

// missed returns the rows of the customers that changed since a feed's start and
// were not fed as they are now, ascending.
func (c conn) missed(f *feed) (rows []int64, err error) {
	add := func(r *row) error { rows = append(rows, r.int()); return nil }
	after := f.start
	for _, seq := range append(f.seqs, math.MaxInt64) {
		if seq > after+1 {
			err := c.rows("SELECT row FROM customers INDEXED BY customers_seq WHERE tenant = ?1 AND seq > ?2 AND seq < ?3", add, c.tenant, after, seq)
			if err != nil {
				return nil, err
			}
		}
		after = seq
	}
	if len(f.touched) > 0 {
		err = c.rows("SELECT row FROM customers WHERE tenant = ?1 AND id IN (SELECT value FROM json_each(?2))", add, c.tenant, idList(f.touched))
	}
	slices.Sort(rows)
	return slices.Compact(rows), err
}
