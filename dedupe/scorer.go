package dedupe

import (
	"math"
	"slices"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

// Scorer scores pairs of one table's records by a model. It belongs to one goroutine.
type Scorer struct {
	cfg       Config
	model     *Model
	table     *record.Table
	comparer  *scoring.Comparer
	weights   *scoring.Weights
	agreement scoring.Agreement
	verdicts  verdicts
}

// NewScorer makes ready to score. The table must have been loaded with the model's
// options and cleared of its junk. Judgements on customers that are no records of the
// table are left out.
func NewScorer(cfg Config, m *Model, t *record.Table, judgements []customer.Judgement) *Scorer {
	return newScorer(cfg, m, scoring.NewComparer(t, &m.Scoring), judgements)
}

// newScorer makes ready to score with a comparer made for the model's frequencies.
func newScorer(cfg Config, m *Model, c *scoring.Comparer, judgements []customer.Judgement) *Scorer {
	return &Scorer{cfg: cfg.withDefaults(), model: m, table: c.Table(), comparer: c, weights: m.Scoring.Weights(),
		agreement: scoring.NewAgreement(c), verdicts: newVerdicts(c.Table(), judgements)}
}

// fork returns a scorer for another goroutine.
func (s *Scorer) fork() *Scorer {
	f := *s
	f.comparer, f.agreement = s.comparer.Fork(), scoring.NewAgreement(s.comparer)
	return &f
}

// scoredPair is a pair worth keeping.
type scoredPair struct {
	pairKey
	weight int32 // 1/10,000 bit
	rule   int   // -1: brought up by a judgement only
	levels []compare.Level
}

// score compares a pair of records and returns its weight; kept says whether it
// reaches the review threshold, or a person said that it matches.
func (s *Scorer) score(p blocking.Pair) (scored scoredPair, kept bool) {
	s.comparer.Compare(p.Left, p.Right, &s.agreement)
	scored = scoredPair{pairKey{p.Left, p.Right}, s.weights.Score(&s.agreement), p.Rule, nil}
	kept = scoring.Probability(scored.weight) >= s.cfg.Review || s.verdicts[scored.pairKey] == customer.SaysMatch
	if kept {
		scored.levels = slices.Clone(s.agreement.Levels)
	}
	return scored, kept
}

// Score scores and decides on a candidate pair. ok is false where it is not worth
// keeping: a non-match.
func (s *Scorer) Score(p blocking.Pair) (pair customer.Pair, ok bool) {
	scored, kept := s.score(p)
	if !kept {
		return pair, false
	}
	pair = s.pair(scored)
	return pair, pair.Decision != customer.NonMatch
}

// Judged returns the pairs of the table that a person said match, by import ids: they
// count whether or not a blocking rule brings them up. Rule is "judgement".
func (s *Scorer) Judged() []customer.Pair {
	var list []customer.Pair
	for _, key := range s.verdicts.matches() {
		if pair, ok := s.Score(blocking.Pair{Left: key.left, Right: key.right, Rule: -1}); ok {
			list = append(list, pair)
		}
	}
	return list
}

// pair decides on a scored pair: judgements first, then the thresholds.
func (s *Scorer) pair(p scoredPair) customer.Pair {
	left, right := s.table.Refs[p.left], s.table.Refs[p.right]
	agreement := scoring.Agreement{Levels: p.levels}
	pair := customer.Pair{LeftID: left.ID, RightID: right.ID, LeftImport: left.ImportID, RightImport: right.ImportID,
		Weight: scoring.Bits(p.weight), Probability: scoring.Probability(p.weight), Rule: judgementRule, Levels: s.model.Scoring.Levels(&agreement)}
	if p.rule >= 0 {
		pair.Rule = s.model.Blocking.Rules[p.rule].Name
	}
	pair.Decision = decide(s.cfg, s.verdicts[p.pairKey], pair.Probability)
	return pair
}

// judgementRule names what brings up a pair that no blocking rule does.
const judgementRule = "judgement"

func decide(cfg Config, verdict customer.Verdict, probability float64) customer.Decision {
	switch {
	case verdict == customer.SaysMatch:
		return customer.Matched
	case verdict == customer.SaysNonMatch:
		return customer.NonMatch
	case probability >= cfg.Match && verdict != customer.SaysUnsure:
		return customer.Matched
	case probability >= cfg.Review:
		return customer.PossibleMatch
	}
	return customer.NonMatch
}

func (s *Scorer) edgeWeight(p scoredPair) float64 {
	if s.verdicts[p.pairKey] == customer.SaysMatch {
		return math.Inf(1)
	}
	return scoring.Bits(p.weight)
}
