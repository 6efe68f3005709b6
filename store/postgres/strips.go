package postgres

import (
	"context"
	"slices"

	"rollcall/store"
	"rollcall/store/internal/question"
	"rollcall/store/internal/strip"
)

// page returns the customers among which the page of a question is; known is false
// for all of them at once and where the index of strips cannot tell.
func (t *tx) page(ctx context.Context, q store.Query) (ids []int64, known bool, err error) {
	end := q.Offset + q.Limit
	if q.Limit == 0 || !strip.Worth(q) || end > t.store.pieces.page {
		return nil, false, nil
	}
	answer, loose, err := t.answer(ctx, q, true)
	if err != nil || answer == nil {
		return nil, false, err
	}
	ids = append(answer.First(int(end)), loose...)
	slices.Sort(ids)
	return ids, true, nil
}

// count returns how many customers answer a question that many may answer.
func (t *tx) count(ctx context.Context, built *question.Question, q store.Query) (int64, error) {
	answer, loose, err := t.answer(ctx, q, false)
	if err != nil {
		return 0, err
	}
	total := int64(0)
	if answer != nil {
		total = answer.Count()
		built.Among(loose)
	}
	if answer == nil || len(loose) > 0 {
		query, args := built.Count()
		more, err := t.one(ctx, query, args...)
		return total + more, err
	}
	return total, nil
}

// answer asks the index of strips, and returns those whom it does not know; nil
// when it cannot tell.
func (t *tx) answer(ctx context.Context, q store.Query, sorted bool) (answer *strip.Answer, loose []int64, err error) {
	plan, ok := strip.PlanOf(q)
	if !ok {
		return nil, nil, nil
	}
	segments, err := t.one(ctx, "SELECT segments FROM tenants WHERE tenant = $1", t.tenant)
	if err != nil || segments == 0 {
		return nil, nil, err
	}
	loose, known, err := t.loose(ctx)
	if err != nil || !known {
		return nil, nil, err
	}
	index := strip.Index{Segments: int(segments), Loose: loose, Load: func(path string) ([]string, error) { return t.strips(ctx, path, segments) }}
	answer, err = plan.Ask(index, sorted)
	return answer, loose, err
}

// strips returns the strips of a path by segment.
func (t *tx) strips(ctx context.Context, path string, segments int64) ([]string, error) {
	stored := make([]string, segments)
	err := t.rows(ctx, "SELECT segment, data FROM strips WHERE tenant = $1 AND path = $2", func(r *row) error {
		stored[r.int()] = r.text()
		return nil
	}, t.tenant, path)
	return stored, err
}
