package dedupe

import (
	"context"
	"fmt"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

// Explanation says why two customers match, or do not.
type Explanation struct {
	Left        string            `json:"left"` // import ids, the bytewise smaller one first
	Right       string            `json:"right"`
	Weight      float64           `json:"match_weight"` // bits: the sum of the parts
	Probability float64           `json:"match_probability"`
	Decision    customer.Decision `json:"decision"` // by the thresholds; judgements are not asked
	Parts       []scoring.Part    `json:"parts"`
	Rules       []string          `json:"blocking_rules"` // under which they share a key; empty: nothing brings them up
	Trusted     bool              `json:"trusted"`
}

// Explain scores two customers with a model and says how the weight comes about.
// alternates are the customers that were merged into either, as Run sees them:
// without them a survivor is compared by its own values only. Errors wrap ErrModel.
func Explain(cfg Config, model []byte, a, b *customer.Customer, alternates ...*customer.Customer) (Explanation, error) {
	m, err := ParseModel(model)
	if err != nil {
		return Explanation{}, err
	}
	return m.Explain(cfg, a, b, alternates...)
}

// Explain is the function Explain with a model that was read before.
func (m *Model) Explain(cfg Config, a, b *customer.Customer, alternates ...*customer.Customer) (Explanation, error) {
	t, err := twoRecords(m.Options(cfg), a, b, alternates)
	if err != nil {
		return Explanation{}, err
	}
	m.Junk.Clear(t)
	s := NewScorer(cfg, m, t, nil)
	e := Explanation{Left: t.Refs[0].ImportID, Right: t.Refs[1].ImportID, Trusted: m.Scoring.Trusted}
	s.comparer.Compare(0, 1, &s.agreement)
	weight := s.weights.Score(&s.agreement)
	e.Weight, e.Probability = scoring.Bits(weight), scoring.Probability(weight)
	e.Decision = decide(s.cfg, "", e.Probability)
	e.Parts = s.weights.Explain(&m.Scoring, &s.agreement)
	if e.Rules, err = blocking.Shared(t, m.Blocking.Rules); err != nil {
		return Explanation{}, fmt.Errorf("%w: %w", ErrModel, err)
	}
	return e, nil
}

// twoRecords prepares two customers, which count as records even where they were
// merged away themselves.
func twoRecords(o record.Options, a, b *customer.Customer, alternates []*customer.Customer) (*record.Table, error) {
	one, two := *a, *b
	one.MergedInto, two.MergedInto = 0, 0
	all := append([]*customer.Customer{&one, &two}, alternates...)
	t, err := record.Load(context.Background(), func(yield func(*customer.Customer, error) bool) {
		for _, c := range all {
			if !yield(c, nil) {
				return
			}
		}
	}, o)
	if err == nil && t.Len() != 2 {
		err = fmt.Errorf("explain needs two customers and those merged into them, not %d records", t.Len())
	}
	return t, err
}
