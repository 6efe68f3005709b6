package blocking

import (
	"runtime"
	"slices"
	"sync"

	"rollcall/dedupe/record"
)

// Survey holds the blocks of every rule, and what finer keys would make of them,
// before it is known how large a block may be.
type Survey struct {
	table  *record.Table
	finder Finder
	drafts []*draft
	one    uint64 // in so many keys is looked at
}

// NewSurvey forms the blocks of the rules from one in so many of their keys, chosen
// by hash; 1 takes all. An error wraps ErrUnknownPart.
func NewSurvey(t *record.Table, rules []Rule, one int) (*Survey, error) {
	compiled, err := compile(t, rules)
	if err != nil {
		return nil, err
	}
	s := &Survey{t, Finder{t, compiled}, make([]*draft, len(rules)), uint64(max(1, one))}
	each(len(rules), func(i int) {
		s.drafts[i] = &draft{rule: compiled[i]}
		s.drafts[i].fill(t, s.one)
	})
	return s, nil
}

// SurveyBlock forms a single block only: that of a rule and key, as NewKeyer gives
// them under a plan without splits. What it says of it adds up over blocks to what
// NewSurvey says of all.
func SurveyBlock(t *record.Table, rules []Rule, block Key, one int) (*Survey, error) {
	compiled, err := compile(t, rules)
	if err != nil {
		return nil, err
	}
	s := &Survey{t, Finder{t, compiled}, make([]*draft, len(rules)), uint64(max(1, one))}
	for i := range rules {
		s.drafts[i] = &draft{rule: compiled[i], total: Total{Pairs: make([]int64, len(caps))}}
	}
	s.drafts[block.Rule].only(t, block.Hash, s.one)
	return s, nil
}

// Rules returns the rules in order.
func (s *Survey) Rules() []Rule {
	rules := make([]Rule, len(s.drafts))
	for i, d := range s.drafts {
		rules[i] = d.rule.Rule
	}
	return rules
}

// Totals returns, by rule, what the blocks come to.
func (s *Survey) Totals() Totals {
	totals := make(Totals, len(s.drafts))
	for i, d := range s.drafts {
		totals[i] = d.total
	}
	return totals
}

// Cap returns the largest number of rows a block may have so that the rules'
// pairs, each rule's counted, keep the budget; the smallest possible when none does.
func (s *Survey) Cap(budget int64) int { return s.Totals().Cap(budget, int64(s.one)) }

// Plan freezes the rules with blocks of at most limit rows.
func (s *Survey) Plan(limit int) *Plan {
	p := &Plan{Rules: s.Rules(), Cap: limit, Split: make([][]uint64, len(s.drafts))}
	largest := 0
	for i, d := range s.drafts {
		for n, kept := range d.under(limit) {
			if kept {
				largest = max(largest, int(n.to-n.from))
			} else {
				p.Split[i] = append(p.Split[i], d.key(s.table, n))
			}
		}
		slices.Sort(p.Split[i])
	}
	p.Limit = 2*largest + 100 // a base may double before its model is too old
	return p
}

// Merge takes over what a plan of the same rules and cap says of other blocks.
func (p *Plan) Merge(other *Plan) {
	p.Limit = max(p.Limit, other.Limit)
	for i, keys := range other.Split {
		p.Split[i] = append(p.Split[i], keys...)
		slices.Sort(p.Split[i])
	}
}

// Index makes the index of candidate pairs with blocks of at most limit rows.
func (s *Survey) Index(limit int) *Index {
	return newIndex(s.table, s.drafts, limit)
}

// Budget returns the default pair budget for a number of records.
func Budget(records int) int64 { return 2_000_000 + 12*int64(records) }

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
