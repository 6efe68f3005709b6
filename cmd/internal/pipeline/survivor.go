package pipeline

import (
	"context"
	"fmt"
	"iter"

	"rollcall/exporter"
	"rollcall/store"
	"rollcall/store/customer"
)

// survivors knows, for the merged-away customers of a stream, whom they stand
// for today.
type survivors struct {
	store store.Customers
	now   map[int64]exporter.Survivor // by the merged-away customer's id, of the present chunk
}

// chunkOfSurvivors is how many customers of a stream are looked up together.
const chunkOfSurvivors = 500

// stream passes customers on, having looked up whom those that were merged away
// stand for.
func (v *survivors) stream(ctx context.Context, list iter.Seq2[*customer.Customer, error]) iter.Seq2[*customer.Customer, error] {
	return func(yield func(*customer.Customer, error) bool) {
		var chunk []*customer.Customer
		pass := func() bool {
			if err := v.look(ctx, chunk); err != nil {
				yield(nil, err)
				return false
			}
			for _, c := range chunk {
				if !yield(c, nil) {
					return false
				}
			}
			chunk = chunk[:0]
			return true
		}
		for c, err := range list {
			if err != nil {
				yield(nil, err)
				return
			}
			if chunk = append(chunk, c); len(chunk) == chunkOfSurvivors && !pass() {
				return
			}
		}
		pass()
	}
}

// look finds the survivors of a chunk. A customer that was brought back since
// the stream began stands for itself.
func (v *survivors) look(ctx context.Context, chunk []*customer.Customer) error {
	v.now = map[int64]exporter.Survivor{}
	var refs []customer.Ref
	var merged []int64
	for _, c := range chunk {
		if c.MergedInto != 0 {
			refs = append(refs, customer.Ref{Kind: customer.ByID, Text: customer.FormatID(c.ID)})
			merged = append(merged, c.ID)
		}
	}
	if len(refs) == 0 {
		return nil
	}
	hits, err := v.store.Find(ctx, refs)
	if err != nil {
		return err
	}
	ids := make([]int64, len(merged))
	for i := range merged {
		if len(hits[i]) != 1 {
			return fmt.Errorf("customer %d: whom it was merged into is not known: %w", merged[i], store.ErrNotFound)
		}
		ids[i] = hits[i][0].Survivor
	}
	live, err := v.store.Load(ctx, ids, store.Include{})
	for i, c := range live {
		v.now[merged[i]] = survivorOf(c)
	}
	return err
}

// of returns whom a customer of the stream stands for.
func (v *survivors) of(c *customer.Customer) exporter.Survivor {
	if c.MergedInto == 0 {
		return survivorOf(c)
	}
	return v.now[c.ID]
}

func survivorOf(c *customer.Customer) exporter.Survivor {
	return exporter.Survivor{ID: c.ID, CustomerID: c.CustomerID, ImportID: c.ImportID}
}
