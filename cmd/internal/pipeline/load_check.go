package pipeline

import (
	"context"
	"errors"
	"maps"
	"slices"

	"rollcall/dedupe"
	"rollcall/store"
	"rollcall/store/customer"
)

// keep holds the outcome against the store, and writes it.
func (l *loading) keep(ctx context.Context, run string, sum *DedupeSummary) error {
	dir, err := l.Session.folder(run)
	if err != nil {
		return err
	}
	if l.found.Seq, err = l.Store.Seq(ctx); err != nil {
		return err
	}
	versions, err := l.check(ctx)
	if err != nil {
		return err
	}
	for _, c := range l.found.Clusters {
		for i := range c.Members {
			c.Members[i].Version = versions[c.Members[i].ID]
		}
	}
	if l.found.Records, err = l.Store.Count(ctx, store.Query{}); err != nil {
		return err
	}
	l.found.Run = run
	if err := l.Store.SaveMatching(ctx, l.found); err != nil {
		return err
	}
	result := &dedupe.Result{Records: int(l.found.Records), CandidatePairs: l.found.CandidatePairs, Comparisons: l.found.Comparisons,
		Pairs: l.found.Pairs, Clusters: l.found.Clusters}
	sum.count(result)
	return l.reportDuplicates(dir, result, sum)
}

// check finds every customer that the files name in the store, unchanged as far as
// they say, and returns their versions.
func (l *loading) check(ctx context.Context) (map[int64]int64, error) {
	ids := map[int64]bool{}
	for _, ref := range l.refs {
		ids[ref.member.ID] = true
	}
	known, err := l.known(ctx, slices.Sorted(maps.Keys(ids)))
	if err != nil {
		return nil, err
	}
	versions := make(map[int64]int64, len(known))
	for _, ref := range l.refs {
		c, ok := known[ref.member.ID]
		switch {
		case !ok || c.ImportID != ref.member.ImportID:
			l.fault(ref.at, errors.New("the store has no customer with this id and import id"))
		case c.MergedInto != 0:
			l.fault(ref.at, errors.New("the customer has been merged into another one since: search again"))
		case ref.member.Version != 0 && ref.member.Version != c.Version:
			l.fault(ref.at, errors.New("the customer has changed since it was searched: search again"))
		}
		versions[ref.member.ID] = c.Version
	}
	return versions, l.err()
}

// identity is what a check needs of a customer.
type identity struct {
	ImportID            string
	Version, MergedInto int64
}

// known loads those of the customers that there are.
func (l *loading) known(ctx context.Context, ids []int64) (map[int64]identity, error) {
	known := make(map[int64]identity, len(ids))
	for batch := range slices.Chunk(ids, familyBatch) {
		refs := make([]customer.Ref, len(batch))
		for i, id := range batch {
			refs[i] = customer.Ref{Kind: customer.ByID, Text: customer.FormatID(id)}
		}
		hits, err := l.Store.Find(ctx, refs)
		if err != nil {
			return nil, err
		}
		var there []int64
		for _, h := range hits {
			for _, hit := range h {
				there = append(there, hit.Named)
			}
		}
		list, err := l.Store.Load(ctx, there, store.Include{})
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			known[c.ID] = identity{c.ImportID, c.Version, c.MergedInto}
		}
	}
	return known, nil
}
