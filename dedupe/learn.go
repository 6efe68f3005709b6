package dedupe

import (
	"context"
	"sync"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

// learner makes a model of one table, whose junk is cleared.
type learner struct {
	cfg      Config
	table    *record.Table
	model    *Model
	comparer *scoring.Comparer
	index    *blocking.Index
}

// start gives the model the shipped parameters and its blocking plan. Errors wrap
// blocking.ErrUnknownPart.
func (l *learner) start(p Profile, junk Junk) error {
	comparisons := scoring.Comparisons(p.Fields, p.Filled, l.cfg.Ignore)
	l.model = NewModel(l.cfg, p, junk, scoring.Frequency(l.table, comparisons))
	l.comparer = scoring.NewComparer(l.table, &l.model.Scoring)
	rules := l.cfg.Rules()
	if rules == nil {
		var err error
		if rules, err = l.choose(); err != nil {
			return err
		}
	}
	survey, err := blocking.NewSurvey(l.table, rules, 1)
	if err != nil {
		return err
	}
	limit := l.cfg.MaxBlock
	if limit == 0 {
		limit = survey.Cap(l.cfg.Budget(p.Records))
	}
	l.model.Blocking = *survey.Plan(limit)
	l.index = survey.Index(limit)
	return nil
}

// Budget returns the pair budget for so many records.
func (c *Config) Budget(records int) int64 {
	if c.Pairs > 0 {
		return c.Pairs
	}
	return blocking.Budget(records)
}

// choiceRows is about how many rows a rule is tried on.
const choiceRows = 150_000

// ChoiceOne returns in one of how many keys rules are tried, for so many rows.
func ChoiceOne(rows int) int { return max(1, rows/choiceRows) }

// ChoiceBudget is how many times the pair budget rules are tried under: a quarter of
// them usually stays, so that blocks may be larger than the budget allows to all.
const ChoiceBudget = 4

// choose returns the rules of the catalogue, less those that bring up too little,
// when all of them together do not fit the budget. It goes by a share of the keys
// and the shipped parameters.
func (l *learner) choose() ([]blocking.Rule, error) {
	survey, err := blocking.NewSurvey(l.table, blocking.Catalogue(l.table.Fields), ChoiceOne(l.table.RowCount()))
	if err != nil {
		return nil, err
	}
	budget := l.cfg.Budget(l.table.Len())
	if !survey.Splits(survey.Cap(budget)) {
		return survey.Rules(), nil
	}
	trial := survey.Trial(survey.Cap(ChoiceBudget * budget))
	seen := survey.Sight(trial, func() func(left, right uint32) bool { return Likely(l.comparer.Fork(), &l.model.Scoring) })
	return trial.Choose(survey.Rules(), seen), nil
}

// Likely says of two records of the comparer's table whether they are more likely
// than not to match.
func Likely(c *scoring.Comparer, m *scoring.Model) func(left, right uint32) bool {
	return scoring.NewLikely(c, m).Match
}

// learn fits the parameters to the table.
func (l *learner) learn(ctx context.Context, judgements []customer.Judgement) error {
	sampled := NewSampling(l.index.Sum()).Without(judgements)
	var random scoring.Patterns
	var drawing sync.WaitGroup
	drawing.Go(func() { random = RandomPatterns(l.comparer.Fork(), l.table) })
	candidates, err := l.candidates(ctx, sampled)
	drawing.Wait()
	if err != nil {
		return err
	}
	l.model.Learn(scoring.Sample{Candidates: candidates, Random: random, Scale: sampled.Scale,
		Labels: Labels(l.comparer, l.index, judgements)})
	l.comparer = l.comparer.Recount(&l.model.Scoring)
	return nil
}

// Learn takes the place of the shipped parameters by those that fit a sample.
func (m *Model) Learn(s scoring.Sample) {
	shipped := m.Scoring
	m.Scoring = *scoring.Learn(&shipped, s)
}

// candidates counts the agreement patterns of the sampled candidate pairs.
func (l *learner) candidates(ctx context.Context, sampled Sampling) (scoring.Patterns, error) {
	workers, err := walk(ctx, l.index, func() *sampler { return newSampler(l.comparer, l.index) }, func(w *sampler, some []blocking.Pair) {
		for _, p := range some {
			if sampled.takes(l.table, p) {
				w.add(p)
			}
		}
	})
	patterns := scoring.Patterns{}
	for _, w := range workers {
		patterns.Merge(w.patterns)
	}
	return patterns, err
}
