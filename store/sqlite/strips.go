package sqlite

import (
	"slices"

	"rollcall/store"
	"rollcall/store/internal/question"
	"rollcall/store/internal/strip"
)

// page returns the rows among which the page of a question is; known is false
// for all of them at once and where the index of strips cannot tell.
func (c conn) page(q store.Query) (rows []int64, known bool, err error) {
	end := q.Offset + q.Limit
	if q.Limit == 0 || !strip.Worth(q) || end > c.store.pieces.page {
		return nil, false, nil
	}
	answer, loose, err := c.answer(q, true)
	if err != nil || answer == nil {
		return nil, false, err
	}
	err = c.rows("SELECT row FROM customers WHERE tenant = ?1 AND id IN (SELECT value FROM json_each(?2))", func(r *row) error {
		rows = append(rows, r.int())
		return nil
	}, c.tenant, idList(answer.First(int(end))))
	rows = append(rows, loose...)
	slices.Sort(rows)
	return rows, true, err
}

// count returns how many customers answer a question that many may answer.
func (c conn) count(built *question.Question, q store.Query) (int64, error) {
	answer, loose, err := c.answer(q, false)
	if err != nil {
		return 0, err
	}
	total := int64(0)
	if answer != nil {
		total = answer.Count()
		built.Among(idList(loose))
	}
	if answer == nil || len(loose) > 0 {
		query, args := built.Count()
		err = c.transient(query, func(r *row) error { total += r.int(); return nil }, args)
	}
	return total, err
}

// answer asks the index of strips, and returns the rows of those whom it does not
// know; nil when it cannot tell.
func (c conn) answer(q store.Query, sorted bool) (answer *strip.Answer, loose []int64, err error) {
	plan, ok := strip.PlanOf(q)
	if !ok {
		return nil, nil, nil
	}
	segments, err := c.one("SELECT segments FROM tenants WHERE tenant = ?1", c.tenant)
	if err != nil || segments == 0 {
		return nil, nil, err
	}
	loose, ids, few, err := c.loose()
	if err != nil || !few {
		return nil, nil, err
	}
	index := strip.Index{Segments: int(segments), Loose: ids, Load: func(path string) ([]string, error) { return c.strips(path, segments) }}
	answer, err = plan.Ask(index, sorted)
	return answer, loose, err
}

// strips returns the strips of a path by segment.
func (c conn) strips(path string, segments int64) ([]string, error) {
	stored := make([]string, segments)
	err := c.rows("SELECT segment, data FROM strips WHERE tenant = ?1 AND path = ?2", func(r *row) error {
		stored[r.int()] = r.content()
		return nil
	}, c.tenant, path)
	return stored, err
}
