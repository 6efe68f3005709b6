package pipeline

import (
	"context"
	"fmt"
	"slices"

	"rollcall/dedupe"
	"rollcall/store"
	"rollcall/store/customer"
)

// Explain says why two customers match, or do not, with the model of the last
// dedupe run. Customers that were merged away are explained by what they stand
// for today, as dedupe sees it; two that are one by now, by their own values.
func (s *Session) Explain(ctx context.Context, cfg dedupe.Config, a, b store.Hit) (dedupe.Explanation, error) {
	last, err := s.Store.LastModel(ctx)
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

// mergedInto returns the customers that were merged into these, through chains,
// each after the one that it was merged into.
func (s *Session) mergedInto(ctx context.Context, ids []int64) ([]*customer.Customer, error) {
	merged, err := s.Store.MergedInto(ctx, ids)
	if err != nil || len(merged) == 0 {
		return nil, err
	}
	waiting, err := s.Store.Load(ctx, merged, store.Include{})
	home := map[int64]bool{}
	for _, id := range ids {
		home[id] = true
	}
	list := make([]*customer.Customer, 0, len(waiting))
	for placed := -1; len(list) > placed; {
		placed = len(list)
		waiting = slices.DeleteFunc(waiting, func(c *customer.Customer) bool {
			if home[c.MergedInto] {
				home[c.ID], list = true, append(list, c)
			}
			return home[c.ID]
		})
	}
	return list, err
}
