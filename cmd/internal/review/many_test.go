package review

import (
	"context"
	"iter"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
)

// counting counts what a review asks of its store.
type counting struct {
	store.Store
	questions, customers int
	whole                int // questions that may read all customers, clusters or judgements
}

func (c *counting) Load(ctx context.Context, ids []int64, include store.Include) ([]*customer.Customer, error) {
	c.questions++
	c.customers += len(ids)
	return c.Store.Load(ctx, ids, include)
}

func (c *counting) Find(ctx context.Context, refs []customer.Ref) ([][]store.Hit, error) {
	c.questions++
	return c.Store.Find(ctx, refs)
}

func (c *counting) List(ctx context.Context, q store.Query) iter.Seq2[*customer.Customer, error] {
	c.whole++
	return c.Store.List(ctx, q)
}

func (c *counting) MergedInto(ctx context.Context, ids []int64) ([]int64, error) {
	c.questions++
	return c.Store.MergedInto(ctx, ids)
}

func (c *counting) LastMatching(ctx context.Context, pairs bool) (*store.Matching, error) {
	c.whole++
	return c.Store.LastMatching(ctx, pairs)
}

func (c *counting) Judgements(ctx context.Context) ([]customer.Judgement, error) {
	c.whole++
	return c.Store.Judgements(ctx)
}

func (c *counting) JudgementsAmong(ctx context.Context, ids []int64) ([]customer.Judgement, error) {
	c.questions++
	return c.Store.JudgementsAmong(ctx, ids)
}

func (c *counting) Claims(ctx context.Context) ([]store.Claim, error) {
	c.questions++
	return c.Store.Claims(ctx)
}

// TestManyWait: with 10,000 clusters waiting, a page or a decision reads the
// customers that it is about, and nothing else.
func TestManyWait(t *testing.T) {
	many := 10000
	if testing.Short() { // under the race detector
		many = 1000
	}
	c := &counting{Store: openStore(t, ":memory:", "kim")}
	fill(t, c.Store, many)
	v := visit(t, c)
	if waiting, possible := v.Waiting(); waiting != many+1 || possible != 1 {
		t.Fatalf("%d and %d wait", waiting, possible)
	}
	for _, step := range []struct {
		name                 string
		do                   func()
		questions, customers int // at most
	}{
		{"a page of the list", func() { v.get("/?page=10") }, 1, 0},
		{"a search", func() { v.post("/filter", map[string][]string{"search": {"ann777@"}}) }, 1, 0},
		{"a cluster", func() { v.open("two-00500") }, 5, 2},
		{"a decision, and the next cluster", func() { v.decide("merge") }, 20, 12},
		{"different, and the next", func() { v.decide("different") }, 20, 12},
		{"taking back", func() { v.post("/undo", nil) }, 12, 4},
	} {
		*c = counting{Store: c.Store}
		step.do()
		if c.whole > 0 || c.questions > step.questions || c.customers > step.customers {
			t.Errorf("%s: %d questions about %d customers, and %d about everything", step.name, c.questions, c.customers, c.whole)
		}
	}
}
