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
// Errors wrap ErrModel. The customers' own values only are looked at, not those
// of customers merged into them.
func Explain(cfg Config, model []byte, a, b *customer.Customer) (Explanation, error) {
	m, err := parseModel(model)
	if err != nil {
		return Explanation{}, err
	}
	t, err := twoRecords(cfg, a, b)
	if err != nil {
		return Explanation{}, err
	}
	clearJunk(t, m.Junk)
	e := Explanation{Left: t.Refs[0].ImportID, Right: t.Refs[1].ImportID, Trusted: m.Scoring.Trusted}
	comparer, weights := scoring.NewComparer(t, &m.Scoring), m.Scoring.Weights()
	agreement := scoring.NewAgreement(comparer)
	comparer.Compare(0, 1, &agreement)
	weight := weights.Score(&agreement)
	e.Weight, e.Probability = scoring.Bits(weight), scoring.Probability(weight)
	e.Decision = decide(cfg.withDefaults(), "", e.Probability)
	e.Parts = weights.Explain(&m.Scoring, &agreement)
	if e.Rules, err = blocking.Shared(t, m.Rules); err != nil {
		return Explanation{}, fmt.Errorf("%w: %w", ErrModel, err)
	}
	return e, nil
}

func twoRecords(cfg Config, a, b *customer.Customer) (*record.Table, error) {
	one, two := *a, *b
	one.MergedInto, two.MergedInto = 0, 0
	pair := func(yield func(*customer.Customer, error) bool) {
		if yield(&one, nil) {
			yield(&two, nil)
		}
	}
	return record.Load(context.Background(), pair, cfg.Region)
}
