package sqlite

import (
	"slices"

	"rollcall/store"
	"rollcall/store/internal/gram"
	"rollcall/store/internal/question"
)

// ask builds a question, narrowed down to the few rows that can answer it
// where an index knows them.
func (c conn) ask(q store.Query) (built *question.Question, few bool, err error) {
	if built, err = question.Build(question.SQLite, c.tenant, q); err != nil {
		return nil, false, err
	}
	rows, few, err := c.candidates(q)
	if few {
		built.Among(idList(rows))
	}
	return built, few, err
}

// askPage is ask for customers in order: where many may answer, the index of
// strips knows who is on the page; where it does not and many changed, the
// question begins with the first of them.
func (c conn) askPage(q store.Query) (*question.Question, error) {
	built, few, err := c.ask(q)
	if err != nil || few {
		return built, err
	}
	if rows, known, err := c.page(q); err != nil || known {
		built.Among(idList(rows))
		return built, err
	}
	if since := changedSince(q); since != nil {
		first, err := c.first(since)
		if err != nil {
			return nil, err
		}
		built.From(first)
	}
	return built, nil
}

// first returns the smallest id that changed since: it is often among the very
// first, as after a load.
func (c conn) first(s *since) (int64, error) {
	id, err := c.one("SELECT min(id) FROM (SELECT id, "+s.column+" AS at FROM customers WHERE tenant = ?1 ORDER BY id LIMIT 1000) WHERE at > ?2", c.tenant, s.after)
	if err != nil || id > 0 {
		return id, err
	}
	return c.one("SELECT min(id) FROM customers INDEXED BY "+s.index+" WHERE tenant = ?1 AND "+s.column+" > ?2", c.tenant, s.after)
}

// candidates returns the rows among which all answers are, ascending; few is
// false when there may be many or no index can tell.
func (c conn) candidates(q store.Query) (rows []int64, few bool, err error) {
	if since := changedSince(q); since != nil {
		if rows, few, err = c.changed(since); err != nil || few && len(rows) == 0 {
			return rows, few, err
		}
	}
	needles := question.Needles(q)
	if len(needles) == 0 {
		return rows, few, nil
	}
	holding, known, err := c.holding(needles)
	if err != nil || !known {
		return rows, few, err
	}
	if few {
		holding = slices.DeleteFunc(holding, func(row int64) bool { _, found := slices.BinarySearch(rows, row); return !found })
	}
	return holding, true, nil
}

// since is a time or a sequence number after which customers changed.
type since struct {
	index, column string
	after         int64
}

// changedSince returns what a question says of it; nil when nothing.
func changedSince(q store.Query) *since {
	switch {
	case q.AfterSeq > 0:
		return &since{"customers_seq", "seq", q.AfterSeq}
	case !q.UpdatedAfter.IsZero():
		return &since{"customers_updated", "updated_on", question.Micros(q.UpdatedAfter)}
	}
	return nil
}

// changed returns the rows that changed since, ascending, as far as they are
// few.
func (c conn) changed(s *since) (rows []int64, few bool, err error) {
	err = c.rows("SELECT row FROM customers INDEXED BY "+s.index+" WHERE tenant = ?1 AND "+s.column+" > ?2 LIMIT ?3", func(r *row) error {
		rows = append(rows, r.int())
		return nil
	}, c.tenant, s.after, c.store.pieces.few+1)
	slices.Sort(rows)
	return rows, len(rows) <= c.store.pieces.few, err
}

// holding returns the rows that may hold all pieces: those of the index, and
// whatever changed since it was filled.
func (c conn) holding(pieces []gram.Key) (rows []int64, known bool, err error) {
	rows, _, few, err := c.loose()
	if err != nil || !few {
		return nil, false, err
	}
	segments, err := c.one("SELECT segments FROM tenants WHERE tenant = ?1", c.tenant)
	if err != nil {
		return nil, false, err
	}
	for segment := range segments {
		found, ok, err := c.inSegment(segment, pieces)
		if err != nil || !ok || len(rows)+len(found) > c.store.pieces.few {
			return nil, false, err
		}
		rows = append(rows, found...)
	}
	slices.Sort(rows)
	return slices.Compact(rows), true, nil
}

// loose returns the rows and the ids of the customers that changed since the
// indexes were filled; few is false when they are many.
func (c conn) loose() (rows, ids []int64, few bool, err error) {
	err = c.rows(`SELECT c.row, c.id FROM customers c INDEXED BY customers_seq WHERE c.tenant = ?1
AND c.seq > (SELECT pieces_seq FROM tenants WHERE tenant = ?1) LIMIT ?2`, func(r *row) error {
		rows, ids = append(rows, r.int()), append(ids, r.int())
		return nil
	}, c.tenant, c.store.pieces.few+1)
	return rows, ids, len(rows) <= c.store.pieces.few, err
}

// inSegment returns the rows of one segment that may hold all pieces; false when
// they are many.
func (c conn) inSegment(segment int64, pieces []gram.Key) ([]int64, bool, error) {
	lists, err := c.listsOf(segment, pieces)
	if err != nil || len(lists) < len(pieces) {
		return nil, true, err // a piece that nobody has
	}
	return gram.Search(lists, func(at int64) (data []byte, err error) {
		err = c.lookup("SELECT rows FROM pieces WHERE rowid = ?", func(b *binder) { b.int(at) },
			func(r *row) error { data = r.bytes(); return nil })
		return data, err
	})
}

// listsOf finds the lists of pieces in a segment, each piece once.
func (c conn) listsOf(segment int64, pieces []gram.Key) (lists []gram.Stored, err error) {
	for _, piece := range pieces {
		err := c.lookup("SELECT rowid, length(rows) FROM pieces WHERE tenant = ? AND piece = ? AND segment = ?", func(b *binder) {
			b.int(c.tenant)
			b.int(int64(piece))
			b.int(segment)
		}, func(r *row) error { lists = append(lists, gram.Stored{At: r.int(), Size: r.int()}); return nil })
		if err != nil {
			return nil, err
		}
	}
	return lists, nil
}
