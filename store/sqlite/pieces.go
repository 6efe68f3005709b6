package sqlite

import (
	"fmt"

	"rollcall/store/internal/segment"
)

// pieceLimits say when the indexes of pieces and strips are filled, and what is few.
type pieceLimits struct {
	loose    int   // changed customers from which on they are worth a segment
	segment  int   // customers of a segment: bounds the memory that making it takes
	manyNew  int   // new customers of a batch from which on the indexes are fed with them
	segments int   // segments beyond those of a fresh index after which all are made anew: every question reads all
	few      int   // customers that are looked up one by one; where more may answer, a page is found sooner by strips or by going through all in order
	page     int64 // customers up to the end of a page that strips are asked for
}

var usualPieces = pieceLimits{loose: 20_000, segment: segment.Size, manyNew: 1000, segments: 8, few: 20_000, page: 2_000}

// coverPieces makes the indexes of pieces of text and of strips cover what changed
// since they were last filled, if that is much.
func (c conn) coverPieces() error {
	f, err := c.feeding()
	c.store.feed = nil
	if err == nil && f != nil {
		err = c.endFeed(f)
	}
	if err != nil {
		return err
	}
	loose, err := c.looseUpTo(c.store.pieces.loose)
	if err != nil {
		return err
	}
	many, err := c.manySegments()
	switch {
	case err != nil:
		return err
	case many:
		if err := c.dropPieces(); err != nil {
			return err
		}
	case loose < c.store.pieces.loose:
		return nil
	}
	return c.fillPieces()
}

// manySegments says whether there are so many more segments than a fresh index
// has that they are made anew.
func (c conn) manySegments() (many bool, err error) {
	err = c.rows("SELECT t.segments, (SELECT max(row) FROM customers) FROM tenants t WHERE t.tenant = ?1", func(r *row) error {
		segments, all := r.int(), r.int()
		many = segments > int64(c.store.pieces.segments)+all/int64(c.store.pieces.segment)
		return nil
	}, c.tenant)
	return many, err
}

// dropPieces empties the indexes. Answers are right without them, only slower.
func (c conn) dropPieces() error {
	c.store.feed = nil // it may hold what must not come back
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
		b, err := c.gather("c.seq > ?2 AND c.row > ?3", covered, after)
		if err != nil {
			return err
		}
		if b.Len() == 0 {
			break
		}
		if err := c.keepSegment(b, no); err != nil {
			return err
		}
		after = b.Last()
	}
	return c.exec("UPDATE tenants SET segments = ?2, pieces_seq = seq WHERE tenant = ?1", c.tenant, no)
}

// gather reads the first customers that a condition holds for, in the order of
// their rows. The condition's arguments are numbered from 2.
func (c conn) gather(condition string, args ...any) (*segment.Builder, error) {
	b := segment.New()
	defer b.Done()
	query := fmt.Sprintf("SELECT %s, c.row FROM customers c NOT INDEXED WHERE c.tenant = ?1 AND %s ORDER BY c.row LIMIT %d", selected, condition, c.store.pieces.segment)
	return b, c.rows(query, func(r *row) error {
		one, err := scanCustomer(r)
		if err == nil {
			b.Add(segment.Entry{Number: r.int(), Customer: one})
		}
		return err
	}, append([]any{c.tenant}, args...)...)
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
