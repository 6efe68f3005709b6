package sqlite

import (
	"rollcall/store/customer"
	"rollcall/store/internal/document"
	"rollcall/store/internal/gram"
	"rollcall/store/internal/question"
)

// pieceLimits say when the index of pieces is filled, and what is few.
type pieceLimits struct {
	loose    int // changed customers from which on they are worth a segment
	segment  int // customers of a segment: bounds the memory that making it takes
	segments int // segments beyond those of a fresh index after which all are made anew: every question reads all
	few      int // customers that are looked up one by one; where more may answer, a page is found sooner by going through all in order
}

var usualPieces = pieceLimits{loose: 20_000, segment: 250_000, segments: 8, few: 20_000}

// indexPieces makes the index of pieces of text cover what changed since it was
// last filled, if that is much.
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

// dropPieces empties the index. It is right without it, only slower.
func (c conn) dropPieces() error {
	if err := c.exec("DELETE FROM pieces WHERE tenant = ?1", c.tenant); err != nil {
		return err
	}
	return c.exec("UPDATE tenants SET pieces_seq = 0, segments = 0 WHERE tenant = ?1", c.tenant)
}

// fillPieces adds segments for all that changed since the index was filled.
func (c conn) fillPieces() error {
	var segment, covered int64
	err := c.rows("SELECT segments, pieces_seq FROM tenants WHERE tenant = ?1",
		func(r *row) error { segment, covered = r.int(), r.int(); return nil }, c.tenant)
	if err != nil {
		return err
	}
	for after := int64(0); ; segment++ {
		b, last, err := c.gather(covered, after)
		if err != nil {
			return err
		}
		if last == 0 {
			break
		}
		if err := c.keepSegment(b, segment); err != nil {
			return err
		}
		after = last
	}
	return c.exec("UPDATE tenants SET segments = ?2, pieces_seq = seq WHERE tenant = ?1", c.tenant, segment)
}

// gather reads the texts of the next customers that changed after a sequence
// number, in the order of their rows, and returns the last row; 0 when there
// are no more.
func (c conn) gather(covered, after int64) (b *gram.Builder, last int64, err error) {
	b = &gram.Builder{}
	err = c.rows(`SELECT row, search, phone_digits, phone_e164, doc FROM customers NOT INDEXED
WHERE row > ?3 AND tenant = ?1 AND seq > ?2 ORDER BY row LIMIT ?4`, func(r *row) error {
		last = r.int()
		search, digits, one := r.text(), r.text(), customer.Customer{PhoneE164: r.text()}
		if err := document.Decode(&one, r.text()); err != nil {
			return err
		}
		for space, text := range question.Texts(&one, search, digits) {
			b.Add(last, space, text)
		}
		return nil
	}, c.tenant, covered, after, c.store.pieces.segment)
	return b, last, err
}

func (c conn) keepSegment(b *gram.Builder, segment int64) error {
	for piece, rows := range b.Lists() {
		_, err := c.run("INSERT INTO pieces (tenant, piece, segment, rows) VALUES (?, ?, ?, ?)", func(bind *binder) {
			bind.int(c.tenant)
			bind.int(int64(piece))
			bind.int(segment)
			bind.blob(rows)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
