package pipeline

import (
	"context"
	"fmt"

	"rollcall/dedupe"
	"rollcall/store"
	"rollcall/store/customer"
)

// Explain says why two customers match, or do not, with the model of the last
// dedupe run. Customers that were merged away are explained by what they stand
// for today, as dedupe sees it; two that are one by now, by their own values.
func (s *Session) Explain(ctx context.Context, cfg dedupe.Config, a, b store.Hit) (dedupe.Explanation, error) {
	last, err := s.Store.LastMatching(ctx, false)
	if err != nil {
		return dedupe.Explanation{}, fmt.Errorf("the last dedupe run: %w; run rollcall dedupe first", err)
	}
	ids, apart := []int64{a.Survivor, b.Survivor}, a.Survivor != b.Survivor
	if !apart {
		ids = []int64{a.Named, b.Named}
	}
	two, err := s.Store.Load(ctx, ids, store.Include{})
	if err != nil {
		return dedupe.Explanation{}, err
	}
	var alternates []*customer.Customer
	if apart {
		if alternates, err = s.mergedInto(ctx, ids); err != nil {
			return dedupe.Explanation{}, err
		}
	}
	for i := range two {
		two[i] = two[i].Clone()
		two[i].MergedInto = 0 // as they would stand apart
	}
	return dedupe.Explain(cfg, last.Model, two[0], two[1], alternates...)
}

// mergedInto returns the customers that were merged into these, through chains.
func (s *Session) mergedInto(ctx context.Context, ids []int64) ([]*customer.Customer, error) {
	var all []*customer.Customer
	for i := 0; i < len(ids); i++ {
		q := store.Query{Merged: true, Filters: []store.Filter{{Field: "mergedInto", Op: store.Eq, Value: customer.FormatID(ids[i])}}}
		for c, err := range s.Store.List(ctx, q) {
			if err != nil {
				return nil, err
			}
			all, ids = append(all, c), append(ids, c.ID)
		}
	}
	return all, nil
}
