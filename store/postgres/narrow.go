package postgres

import (
	"context"
	"slices"

	"rollcall/store"
	"rollcall/store/internal/gram"
	"rollcall/store/internal/question"
)

// reach says how many customers may answer a question.
type reach int8

const (
	many reach = iota // nobody knows whom
	some              // they are known, but so many that strips tell sooner, where they can
	few
)

// ask builds a question, narrowed down to the customers that can answer it
// where the index of pieces knows them.
func (t *tx) ask(ctx context.Context, q store.Query) (*question.Question, reach, error) {
	built, err := question.Build(question.Postgres, t.tenant, q)
	if err != nil {
		return nil, many, err
	}
	needles := question.Needles(q)
	if len(needles) == 0 {
		return built, many, nil
	}
	ids, known, err := t.holding(ctx, needles)
	if err != nil || !known {
		return built, many, err
	}
	built.Among(ids)
	if len(ids) > t.store.pieces.few {
		return built, some, nil
	}
	return built, few, nil
}

// askPage is ask for customers in order: where many may answer, the index of
// strips knows who is on the page; where it does not and many changed, the
// question begins with the first of them.
func (t *tx) askPage(ctx context.Context, q store.Query) (*question.Question, error) {
	built, answering, err := t.ask(ctx, q)
	if err != nil || answering == few {
		return built, err
	}
	if ids, known, err := t.page(ctx, q); err != nil || known {
		built.Among(ids)
		return built, err
	}
	if answering == some {
		return built, nil
	}
	first, err := t.firstOfMany(ctx, q)
	if first > 0 {
		built.From(first)
	}
	return built, err
}

// firstOfMany returns the smallest id of the customers that changed after the
// time or the sequence number of a question; 0 when these are few. It is often
// among the very first, as after a load. Written as id + 0, the planner does not
// look for it among all ids in order.
func (t *tx) firstOfMany(ctx context.Context, q store.Query) (int64, error) {
	column, after := "seq", q.AfterSeq
	if after == 0 {
		column, after = "updated_on", question.Micros(q.UpdatedAfter)
	}
	if after == 0 {
		return 0, nil
	}
	from := " FROM customers WHERE tenant = $1 AND " + column + " > $2"
	n, err := t.one(ctx, "SELECT count(*) FROM (SELECT 1"+from+" ORDER BY "+column+" LIMIT $3) c", t.tenant, after, t.store.pieces.some+1)
	if err != nil || n <= int64(t.store.pieces.some) {
		return 0, err
	}
	id, err := t.one(ctx, "SELECT min(id) FROM (SELECT id, "+column+" AS at FROM customers WHERE tenant = $1 ORDER BY id LIMIT 1000) c WHERE at > $2", t.tenant, after)
	if err != nil || id > 0 {
		return id, err
	}
	return t.one(ctx, "SELECT min(id + 0)"+from, t.tenant, after)
}

// holding returns the customers that may hold all pieces: those of the index,
// and whatever changed since it was filled; known is false where they are many.
func (t *tx) holding(ctx context.Context, pieces []gram.Key) (ids []int64, known bool, err error) {
	ids, known, err = t.loose(ctx)
	if err != nil || !known {
		return nil, false, err
	}
	segments, err := t.listsOf(ctx, pieces)
	if err != nil {
		return nil, false, err
	}
	for segment, lists := range segments {
		if len(lists) < len(pieces) {
			continue // a piece that nobody has
		}
		found, known, err := gram.Search(lists, func(at int64) (data []byte, err error) {
			err = t.rows(ctx, "SELECT ids FROM pieces WHERE tenant = $1 AND piece = $2 AND segment = $3",
				func(r *row) error { data = r.bytes(); return nil }, t.tenant, at, segment)
			return data, err
		})
		if err != nil || !known || len(ids)+len(found) > t.store.pieces.some {
			return nil, false, err
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), true, nil
}

// loose returns the customers that changed since the indexes were filled; known is
// false when they are many. Ordered, they come from the index of sequence numbers
// even where the planner cannot tell that they are few.
func (t *tx) loose(ctx context.Context) (ids []int64, known bool, err error) {
	err = t.rows(ctx, `SELECT id FROM customers WHERE tenant = $1
AND seq > (SELECT pieces_seq FROM tenants WHERE tenant = $1) ORDER BY seq LIMIT $2`, func(r *row) error {
		ids = append(ids, r.int())
		return nil
	}, t.tenant, t.store.pieces.some+1)
	return ids, len(ids) <= t.store.pieces.some, err
}

// listsOf finds the lists of pieces, by segment; a list is kept under its piece.
func (t *tx) listsOf(ctx context.Context, pieces []gram.Key) (map[int64][]gram.Stored, error) {
	keys := make([]int64, len(pieces))
	for i, piece := range pieces {
		keys[i] = int64(piece)
	}
	segments := map[int64][]gram.Stored{}
	err := t.rows(ctx, "SELECT segment, piece, octet_length(ids)::bigint FROM pieces WHERE tenant = $1 AND piece = ANY($2::bigint[])",
		func(r *row) error {
			segment := r.int()
			segments[segment] = append(segments[segment], gram.Stored{At: r.int(), Size: r.int()})
			return nil
		}, t.tenant, keys)
	return segments, err
}
