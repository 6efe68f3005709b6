package sqlite

import (
	"rollcall/store/internal/segment"
)

// pieceLimits say when the indexes of pieces and strips are filled, and what is few.
type pieceLimits struct {
	loose    int   // changed customers from which on they are worth a segment
	segment  int   // customers of a segment: bounds the memory that making it takes
	segments int   // segments beyond those of a fresh index after which all are made anew: every question reads all
	few      int   // customers that are looked up one by one; where more may answer, a page is found sooner by strips or by going through all in order
	page     int64 // customers up to the end of a page that strips are asked for
}

var usualPieces = pieceLimits{loose: 20_000, segment: segment.Size, segments: 8, few: 20_000, page: 2_000}

// indexPieces makes the indexes of pieces of text and of strips cover what
// changed since they were last filled, if that is much.
func (c conn) indexPieces() error {
	loose, err := c.one(`SELECT count(*) FROM (SELECT 1 FROM customers c, tenants t
WHERE t.tenant = ?1 AND c.tenant = ?1 AND c.seq > t.pieces_seq LIMIT ?2)`, c.tenant, c.store.pieces.loose)
	if err != nil || loose < int64(c.store.pieces.loose) {
		return err
	}
	var segments, all int64
	err = c.rows("SELECT t.segments, (SELECT max(row) FROM customers) FROM tenants t WHERE t.tenant = ?1",
		func(r *row) error { segments, all = r.int(), r.int(); return nil }, c.tenant)
	if err != nil {
		return err
	}
	if segments >= int64(c.store.pieces.segments)+all/int64(c.store.pieces.segment) {
		if err := c.dropPieces(); err != nil {
			return err
		}
	}
	return c.fillPieces()
}

// dropPieces empties the indexes. Answers are right without them, only slower.
func (c conn) dropPieces() error {
	for _, table := range []string{"pieces", "strips"} {
		if err := c.exec("DELETE FROM "+table+" WHERE tenant = ?1", c.tenant); err != nil {
			return err
		}
	}
	return c.exec("UPDATE tenants SET pieces_seq = 0, segments = 0 WHERE tenant = ?1", c.tenant)
}

// fillPieces adds segments for all that changed since the indexes were filled.
func (c conn) fillPieces() error {
	var no, covered int64
	err := c.rows("SELECT segments, pieces_seq FROM tenants WHERE tenant = ?1",
		func(r *row) error { no, covered = r.int(), r.int(); return nil }, c.tenant)
	if err != nil {
		return err
	}
	for after := int64(0); ; no++ {
		b, last, err := c.gather(covered, after)
		if err != nil {
			return err
		}
		if last == 0 {
			break
		}
		if err := c.keepSegment(b, no); err != nil {
			return err
		}
		after = last
	}
	return c.exec("UPDATE tenants SET segments = ?2, pieces_seq = seq WHERE tenant = ?1", c.tenant, no)
}

// gather reads the next customers that changed after a sequence number, in the
// order of their rows, and returns the last row; 0 when there are no more.
func (c conn) gather(covered, after int64) (b *segment.Builder, last int64, err error) {
	b = segment.New()
	defer b.Done()
	err = c.rows(`SELECT `+selected+`, c.row, c.search, c.phone_digits FROM customers c NOT INDEXED
WHERE c.row > ?3 AND c.tenant = ?1 AND c.seq > ?2 ORDER BY c.row LIMIT ?4`, func(r *row) error {
		one, err := scanCustomer(r)
		if err != nil {
			return err
		}
		last = r.int()
		b.Add(segment.Entry{Number: last, Customer: one, Search: r.text(), Digits: r.text()})
		return nil
	}, c.tenant, covered, after, c.store.pieces.segment)
	return b, last, err
}

func (c conn) keepSegment(b *segment.Builder, no int64) error {
	for path, data := range b.Strips() {
		_, err := c.run("INSERT INTO strips (tenant, path, segment, data) VALUES (?, ?, ?, ?)", func(bind *binder) {
			bind.int(c.tenant)
			bind.text(path)
			bind.int(no)
			bind.blob(data)
		})
		if err != nil {
			return err
		}
	}
	for piece, rows := range b.Pieces() {
		_, err := c.run("INSERT INTO pieces (tenant, piece, segment, rows) VALUES (?, ?, ?, ?)", func(bind *binder) {
			bind.int(c.tenant)
			bind.int(int64(piece))
			bind.int(no)
			bind.blob(rows)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
