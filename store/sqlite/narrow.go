package sqlite

import (
	"slices"

	"rollcall/store"
	"rollcall/store/internal/gram"
	"rollcall/store/internal/question"
)

// fewRows is up to how many customers it pays to be looked up by row. Where
// more may answer, a page is found sooner by going through all in order.
const fewRows = 20_000

// ask builds a question, narrowed down to the few rows that can answer it
// where an index knows them.
func (c conn) ask(q store.Query) (*question.Question, error) {
	built, err := question.Build(question.SQLite, c.tenant, q)
	if err != nil {
		return nil, err
	}
	rows, few, err := c.candidates(q)
	if err != nil {
		return nil, err
	}
	if few {
		built.Among(idList(rows))
	}
	return built, nil
}

// candidates returns the rows among which all answers are, ascending; few is
// false when there may be many or no index can tell.
func (c conn) candidates(q store.Query) (rows []int64, few bool, err error) {
	rows, few, err = c.changed(q)
	if err != nil || few && len(rows) == 0 {
		return rows, few, err
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

// changed returns the rows that changed after the time or the sequence number
// of a question.
func (c conn) changed(q store.Query) (rows []int64, few bool, err error) {
	read := func(query string, after int64) error {
		err := c.rows(query, func(r *row) error { rows = append(rows, r.int()); return nil }, c.tenant, after, fewRows+1)
		few = len(rows) <= fewRows
		slices.Sort(rows)
		return err
	}
	switch {
	case q.AfterSeq > 0:
		err = read("SELECT row FROM customers INDEXED BY customers_seq WHERE tenant = ?1 AND seq > ?2 LIMIT ?3", q.AfterSeq)
	case !q.UpdatedAfter.IsZero():
		err = read("SELECT row FROM customers INDEXED BY customers_updated WHERE tenant = ?1 AND updated_on > ?2 LIMIT ?3", question.Micros(q.UpdatedAfter))
	}
	return rows, few, err
}

// holding returns the rows that may hold all pieces: those of the index, and
// whatever changed since it was filled.
func (c conn) holding(pieces []gram.Key) (rows []int64, known bool, err error) {
	err = c.rows(`SELECT c.row FROM customers c INDEXED BY customers_seq WHERE c.tenant = ?1
AND c.seq > (SELECT pieces_seq FROM tenants WHERE tenant = ?1) LIMIT ?2`, func(r *row) error {
		rows = append(rows, r.int())
		return nil
	}, c.tenant, fewRows+1)
	if err != nil || len(rows) > fewRows {
		return nil, false, err
	}
	segments, err := c.one("SELECT segments FROM tenants WHERE tenant = ?1", c.tenant)
	if err != nil {
		return nil, false, err
	}
	for segment := range segments {
		found, ok, err := c.inSegment(segment, pieces)
		if err != nil || !ok || len(rows)+len(found) > fewRows {
			return nil, false, err
		}
		rows = append(rows, found...)
	}
	slices.Sort(rows)
	return slices.Compact(rows), true, nil
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
