package beamdedupe

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/stats"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterDoFn(&patternFn{})
	beam.RegisterDoFn(&learnFn{})
}

// learned returns the model as a fact: that of start, with its plan, and parameters
// that fit a sample of candidate pairs, one of random pairs, and what people said.
func learned(s beam.Scope, k known, in learning) beam.PCollection {
	s = s.Scope("learn")
	base, start, plan := beam.SideInput{Input: in.base}, beam.SideInput{Input: in.start}, beam.SideInput{Input: in.plan}
	candidates := stats.SumPerKey(s, beam.ParDo(s, &patternFn{Judgements: k.judgements}, in.blocks, base, start, plan))
	group := beam.GroupByKey(s, parcel.Deliver(s, beam.ParDo(s, &drawFn{}, in.records, beam.SideInput{Input: in.drawn})))
	random := stats.SumPerKey(s, beam.ParDo(s, &randomFn{}, group, base, start))
	labels := beam.SideInput{Input: stats.SumPerKey(s, labelled(s, k, in))}
	return beam.ParDo(s, &learnFn{}, in.start, plan, beam.SideInput{Input: candidates}, beam.SideInput{Input: random}, labels)
}

// learning is what a model is learned from: records, their blocks in shares, and the
// facts so far.
type learning struct{ records, blocks, base, drawn, start, plan beam.PCollection }

// patternFn counts the agreement patterns of the sampled pairs of one share of the
// blocks.
type patternFn struct {
	Judgements []customer.Judgement
	base       *base
	model      *dedupe.Model
	sampled    dedupe.Sampling
}

// ProcessElement emits patterns and their counts.
func (f *patternFn) ProcessElement(share int64, packed parcel.Parcel, baseFact, startFact, planFact []byte, emit func(string, int64)) error {
	if f.model == nil {
		if err := f.read(baseFact, startFact, planFact); err != nil {
			return err
		}
	}
	t, err := f.base.table(packed)
	if err != nil {
		return err
	}
	x, err := blocking.NewIndex(t, &f.model.Blocking)
	if err != nil {
		return err
	}
	pairs := x.PairsIn(func(k blocking.Key) bool { return f.base.share(k) == share })
	emitPatterns(dedupe.SampledPatterns(scoring.NewComparer(t, &f.model.Scoring), x, pairs, f.sampled), emit)
	return nil
}

func (f *patternFn) read(baseFact, startFact, planFact []byte) (err error) {
	f.base = &base{}
	if err := parseFact(baseFact, f.base); err != nil {
		return err
	}
	f.model, f.sampled, err = withPlan(startFact, planFact)
	f.sampled = f.sampled.Without(f.Judgements)
	return err
}

// withPlan gives a model its plan, and returns the sampling of its pairs.
func withPlan(startFact, planFact []byte) (*dedupe.Model, dedupe.Sampling, error) {
	m, err := parseModel(startFact)
	if err != nil {
		return nil, dedupe.Sampling{}, err
	}
	var p planned
	if err := parseFact(planFact, &p); err != nil {
		return nil, dedupe.Sampling{}, err
	}
	m.Blocking = p.Plan
	return m, dedupe.NewSampling(p.Pairs), nil
}

// parseModel reads a model that may still lack its plan.
func parseModel(fact []byte) (*dedupe.Model, error) {
	m := &dedupe.Model{}
	return m, parseFact(fact, m)
}

// learnFn fits the parameters.
type learnFn struct{}

// ProcessElement emits the model.
func (*learnFn) ProcessElement(startFact, planFact []byte, candidates, random, labels func(*string, *int64) bool, emit func([]byte)) error {
	m, sampled, err := withPlan(startFact, planFact)
	if err != nil {
		return err
	}
	sample := scoring.Sample{Scale: sampled.Scale}
	if sample.Candidates, err = gatherPatterns(candidates); err != nil {
		return err
	}
	if sample.Random, err = gatherPatterns(random); err != nil {
		return err
	}
	if sample.Labels, err = gatherLabels(labels); err != nil {
		return err
	}
	m.Learn(sample)
	data, err := m.Encode()
	if err == nil {
		emit(data)
	}
	return err
}
