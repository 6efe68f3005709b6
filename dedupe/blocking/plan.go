package blocking

import (
	"runtime"
	"sync"

	"rollcall/dedupe/record"
)

// Plan holds the blocks of every rule before it is known how large a block may be.
type Plan struct {
	table  *record.Table
	drafts []*draft
	one    uint64 // in so many keys is looked at
}

// Prepare forms the blocks of the rules from one in so many of their keys, chosen
// by hash; 1 takes all. An error wraps ErrUnknownPart.
func Prepare(t *record.Table, rules []Rule, one int) (*Plan, error) {
	c := compiler{t, map[string]*part{}}
	drafts := make([]*draft, len(rules))
	for i, r := range rules {
		rule, err := c.rule(r)
		if err != nil {
			return nil, err
		}
		drafts[i] = &draft{rule: rule}
	}
	p := &Plan{t, drafts, uint64(max(1, one))}
	each(len(drafts), func(i int) { drafts[i].fill(t, p.one) })
	return p, nil
}

// Rules returns the plan's rules in order.
func (p *Plan) Rules() []Rule {
	rules := make([]Rule, len(p.drafts))
	for i, d := range p.drafts {
		rules[i] = d.rule.Rule
	}
	return rules
}

// Cap returns the largest number of rows a block may have so that the rules'
// pairs, each rule's counted, keep the budget; the smallest possible when none does.
func (p *Plan) Cap(budget int64) int {
	best := caps[0]
	for i, c := range caps {
		var sum int64
		for _, d := range p.drafts {
			sum += d.pairs[i] * int64(p.one)
		}
		if sum > budget {
			break
		}
		best = c
	}
	return best
}

// Index makes the index of candidate pairs with blocks of at most limit rows.
func (p *Plan) Index(limit int) *Index { return newIndex(p.table, p.drafts, limit) }

// Budget returns the default pair budget for a number of records.
func Budget(records int) int64 { return 2_000_000 + 12*int64(records) }

// caps are the block caps that are tried.
var caps = func() (list []int) {
	for c := 4; c <= 1<<22; c += max(1, c/2) {
		list = append(list, c)
	}
	return list
}()

// each runs work for 0 to n-1 on all cores; the order does not matter.
func each(n int, work func(i int)) {
	var workers sync.WaitGroup
	next := make(chan int)
	for range min(n, runtime.GOMAXPROCS(0)) {
		workers.Go(func() {
			for i := range next {
				work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	workers.Wait()
}
