package postgres

import (
	"context"
	"slices"

	"rollcall/store"
	"rollcall/store/internal/gram"
	"rollcall/store/internal/question"
)

// fewCustomers is up to how many customers it pays to be looked up by id. Where
// more may answer, a page is found sooner by going through all in order.
const fewCustomers = 20_000

// ask builds a question, narrowed down to the few customers that can answer it
// where the index of pieces knows them.
func (t *tx) ask(ctx context.Context, q store.Query) (*question.Question, error) {
	built, err := question.Build(question.Postgres, t.tenant, q)
	if err != nil {
		return nil, err
	}
	needles := slices.DeleteFunc(question.Needles(q), func(k gram.Key) bool { return k.Space() == question.Names })
	if len(needles) > 0 {
		ids, few, err := t.holding(ctx, needles)
		if err != nil {
			return nil, err
		}
		if few {
			built.Among(ids)
			return built, nil
		}
	}
	many, err := t.manyChanged(ctx, q)
	if many {
		built.Many()
	}
	return built, err
}

// manyChanged says whether more than a few customers changed after the time or
// the sequence number of a question.
func (t *tx) manyChanged(ctx context.Context, q store.Query) (bool, error) {
	column, after := "seq", q.AfterSeq
	if after == 0 {
		column, after = "updated_on", question.Micros(q.UpdatedAfter)
	}
	if after == 0 {
		return false, nil
	}
	n, err := t.one(ctx, "SELECT count(*) FROM (SELECT 1 FROM customers WHERE tenant = $1 AND "+column+" > $2 ORDER BY "+column+" LIMIT $3) c",
		t.tenant, after, fewCustomers+1)
	return n > fewCustomers, err
}

// holding returns the customers that may hold all pieces: those of the index,
// and whatever changed since it was filled. Ordered, the latter come from the
// index of sequence numbers even where the planner cannot tell that they are few.
func (t *tx) holding(ctx context.Context, pieces []gram.Key) (ids []int64, few bool, err error) {
	err = t.rows(ctx, `SELECT id FROM customers WHERE tenant = $1
AND seq > (SELECT pieces_seq FROM tenants WHERE tenant = $1) ORDER BY seq LIMIT $2`, func(r *row) error {
		ids = append(ids, r.int())
		return nil
	}, t.tenant, fewCustomers+1)
	if err != nil || len(ids) > fewCustomers {
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
		found, few, err := gram.Search(lists, func(at int64) (data []byte, err error) {
			err = t.rows(ctx, "SELECT ids FROM pieces WHERE tenant = $1 AND piece = $2 AND segment = $3",
				func(r *row) error { data = r.bytes(); return nil }, t.tenant, at, segment)
			return data, err
		})
		if err != nil || !few || len(ids)+len(found) > fewCustomers {
			return nil, false, err
		}
		ids = append(ids, found...)
	}
	slices.Sort(ids)
	return slices.Compact(ids), true, nil
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
