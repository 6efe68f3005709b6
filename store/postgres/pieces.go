package postgres

import (
	"context"

	"rollcall/store/internal/gram"
	"rollcall/store/internal/segment"
)

// pieceLimits say when indexes are filled, and what is few.
type pieceLimits struct {
	loose    int64 // changed customers from which on they are worth a segment
	segment  int64 // customers of a segment
	segments int64 // segments beyond those of a fresh index after which all are made anew: every question reads all
	few      int   // customers that are looked up one by one; where more may answer, strips are asked first
	some     int   // customers that are looked up where strips cannot tell; beyond, a page is found sooner by going through all in order
	page     int64 // customers up to the end of a page that strips are asked for
	manyNew  int64 // new customers of a load's first batch for which late indexes are worth leaving out
}

var usualPieces = pieceLimits{loose: 20_000, segment: segment.Size, segments: 8, few: 2_000, some: 20_000, page: 2_000, manyNew: 1_000}

// indexPieces makes the indexes of pieces of text and of strips cover what
// changed since they were last filled, if that is much.
func (t *tx) indexPieces(ctx context.Context) error {
	limits := t.store.pieces
	loose, err := t.one(ctx, `SELECT count(*) FROM (SELECT 1 FROM customers
WHERE tenant = $1 AND seq > (SELECT pieces_seq FROM tenants WHERE tenant = $1) ORDER BY seq LIMIT $2) l`, t.tenant, limits.loose)
	if err != nil || loose < limits.loose {
		return err
	}
	var segments, all int64
	err = t.rows(ctx, "SELECT t.segments, r.next_id FROM tenants t JOIN reservations r ON r.tenant = t.tenant WHERE t.tenant = $1",
		func(r *row) error { segments, all = r.int(), r.int(); return nil }, t.tenant)
	if err != nil {
		return err
	}
	if segments >= limits.segments+all/limits.segment {
		if err := t.dropPieces(ctx); err != nil {
			return err
		}
	}
	return t.fillPieces(ctx)
}

// dropPieces empties the indexes. Questions are answered without them too, only
// slower. They cover nothing then, as a new tenant's do, but are told apart from
// these, so that a load under way does not go on filling them.
func (t *tx) dropPieces(ctx context.Context) error {
	for _, table := range []string{"pieces", "strips"} {
		if _, err := t.exec(ctx, "DELETE FROM "+table+" WHERE tenant = $1", t.tenant); err != nil {
			return err
		}
	}
	_, err := t.exec(ctx, "UPDATE tenants SET pieces_seq = -1, segments = 0 WHERE tenant = $1", t.tenant)
	return err
}

// fillPieces adds segments for all that changed since the indexes were filled. It
// takes the tenant's row first: nothing of the tenant is written meanwhile.
func (t *tx) fillPieces(ctx context.Context) error {
	var no, covered int64
	err := t.rows(ctx, "SELECT segments, pieces_seq FROM tenants WHERE tenant = $1 FOR UPDATE",
		func(r *row) error { no, covered = r.int(), r.int(); return nil }, t.tenant)
	if err != nil {
		return err
	}
	for after := int64(0); ; no++ {
		b, last, err := t.gather(ctx, covered, after)
		if err != nil {
			return err
		}
		if last == 0 {
			break
		}
		if err := t.keepSegment(ctx, b, no); err != nil {
			return err
		}
		after = last
	}
	if _, err = t.exec(ctx, "UPDATE tenants SET segments = $2, pieces_seq = seq WHERE tenant = $1", t.tenant, no); err != nil {
		return err
	}
	return t.analyzeIndex(ctx)
}

// analyzeIndex tells the planner how large the indexes are: where a table was
// emptied first, it takes it for small.
func (t *tx) analyzeIndex(ctx context.Context) error {
	_, err := t.exec(ctx, "ANALYZE pieces (tenant, piece); ANALYZE strips (tenant, path)")
	return err
}

// gather reads the next customers that changed after a sequence number, in the
// order of their ids, and returns the last id; 0 when there are no more.
func (t *tx) gather(ctx context.Context, covered, after int64) (b *segment.Builder, last int64, err error) {
	b = segment.New()
	defer b.Done()
	err = t.rows(ctx, `SELECT `+selected+`, c.search, c.phone_digits FROM customers c
WHERE c.tenant = $1 AND c.seq > $2 AND c.id > $3 ORDER BY c.id LIMIT $4`, func(r *row) error {
		one, err := scanCustomer(r)
		if err != nil {
			return err
		}
		last = one.ID
		b.Add(segment.Entry{Number: last, Customer: one, Search: r.text(), Digits: r.text()})
		return nil
	}, t.tenant, covered, after, t.store.pieces.segment)
	return b, last, err
}

func (t *tx) keepSegment(ctx context.Context, b *segment.Builder, no int64) error {
	var paths []string
	var strips [][]byte
	for path, data := range b.Strips() {
		paths, strips = append(paths, path), append(strips, data)
	}
	err := t.copyIn(ctx, load{into: "strips (tenant, path, segment, data)", rows: len(paths), row: func(w *copier, i int) error {
		w.short(t.tenant)
		w.text(paths[i])
		w.int(no)
		w.bytes(strips[i])
		return nil
	}})
	if err != nil {
		return err
	}
	type piece struct {
		key gram.Key
		ids []byte
	}
	var pieces []piece
	for key, ids := range b.Pieces() {
		pieces = append(pieces, piece{key, ids})
	}
	return t.copyIn(ctx, load{into: "pieces (tenant, piece, segment, ids)", rows: len(pieces), row: func(w *copier, i int) error {
		w.short(t.tenant)
		w.int(int64(pieces[i].key))
		w.int(no)
		w.bytes(pieces[i].ids)
		return nil
	}})
}
