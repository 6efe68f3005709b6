package beamdedupe

import (
	"cmp"
	"slices"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/stats"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterDoFn(&patternFn{})
	beam.RegisterDoFn(&markFn{})
	beam.RegisterDoFn(&smallestFn{})
	beam.RegisterDoFn(&drawFn{})
	beam.RegisterDoFn(&randomFn{})
	beam.RegisterDoFn(&learnFn{})
	beam.RegisterDoFn(&labelFn{})
	beam.RegisterDoFn(noCount)
}

// learned returns the model as a fact: that of start, with its plan, and parameters
// that fit a sample of candidate pairs, one of random pairs, and what people said.
func learned(s beam.Scope, k known, in learning) beam.PCollection {
	s = s.Scope("learn")
	base, start, plan := beam.SideInput{Input: in.base}, beam.SideInput{Input: in.start}, beam.SideInput{Input: in.plan}
	candidates := stats.SumPerKey(s, beam.ParDo(s, &patternFn{Judgements: k.judgements}, in.blocks, base, start, plan))
	drawn := beam.Combine(s, &smallestFn{}, beam.ParDo(s, &markFn{}, in.records))
	group := beam.GroupByKey(s, beam.ParDo(s, &drawFn{}, in.records, beam.SideInput{Input: drawn}))
	random := stats.SumPerKey(s, beam.ParDo(s, &randomFn{}, group, base, start))
	labels := beam.SideInput{Input: stats.SumPerKey(s, labelled(s, k, in))}
	return beam.ParDo(s, &learnFn{}, in.start, plan, beam.SideInput{Input: candidates}, beam.SideInput{Input: random}, labels)
}

// learning is what a model is learned from: records, their blocks in shares, and the
// facts so far.
type learning struct{ records, blocks, base, start, plan beam.PCollection }

// patternFn counts the agreement patterns of the sampled pairs of one share of the
// blocks.
type patternFn struct {
	Judgements []customer.Judgement
	base       *base
	model      *dedupe.Model
	sampled    dedupe.Sampling
}

// ProcessElement emits patterns and their counts.
func (f *patternFn) ProcessElement(share int64, packed []byte, baseFact, startFact, planFact []byte, emit func(string, int64)) error {
	if f.model == nil {
		if err := f.read(baseFact, startFact, planFact); err != nil {
			return err
		}
	}
	t, err := f.base.unpack(packed)
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

// markFn emits the marks and ids of records, batch by batch, as smallestFn takes them.
type markFn struct{ batch batch }

// ProcessElement emits a full batch.
func (f *markFn) ProcessElement(rec Record, emit func([]byte)) error {
	if f.batch.add(rec) {
		return f.FinishBundle(emit)
	}
	return nil
}

// FinishBundle emits the last batch.
func (f *markFn) FinishBundle(emit func([]byte)) error {
	if len(f.batch.records) == 0 {
		return nil
	}
	list := make([]marked, 0, len(f.batch.records))
	for _, rec := range f.batch.records {
		var p record.Prepared
		if err := p.UnmarshalBinary(rec.Parts[0]); err != nil {
			return err
		}
		list = append(list, marked{record.Hash(p.Ref().ImportID), rec.ID})
	}
	f.batch.records = f.batch.records[:0]
	emit(appendMarked(nil, list))
	return nil
}

// marked is a record's mark and id.
type marked struct {
	mark uint64
	id   int64
}

func appendMarked(b []byte, list []marked) []byte {
	for _, m := range list {
		b = wire.AppendInts(wire.AppendHash(b, m.mark), m.id)
	}
	return b
}

func parseMarked(data []byte) (list []marked) {
	r := wire.Reader{Data: data}
	for r.More() {
		list = append(list, marked{r.Hash(), r.Int()})
	}
	return list
}

// smallestFn keeps the records with the smallest marks.
type smallestFn struct{}

func (*smallestFn) MergeAccumulators(a, b []byte) []byte {
	list := append(parseMarked(a), parseMarked(b)...)
	slices.SortFunc(list, func(x, y marked) int { return cmp.Or(cmp.Compare(x.mark, y.mark), cmp.Compare(x.id, y.id)) })
	return appendMarked(nil, list[:min(len(list), dedupe.RandomRecords)])
}

// drawFn lets the drawn records through.
type drawFn struct{ drawn map[int64]bool }

// ProcessElement emits a drawn record by one key for all.
func (f *drawFn) ProcessElement(rec Record, drawn []byte, emit func(int64, Record)) {
	if f.drawn == nil {
		f.drawn = map[int64]bool{}
		for _, m := range parseMarked(drawn) {
			f.drawn[m.id] = true
		}
	}
	if f.drawn[rec.ID] {
		emit(0, rec)
	}
}

// randomFn counts the agreement patterns of random pairs.
type randomFn struct{}

// ProcessElement emits patterns and their counts.
func (*randomFn) ProcessElement(_ int64, records func(*Record) bool, baseFact, startFact []byte, emit func(string, int64)) error {
	var b base
	if err := parseFact(baseFact, &b); err != nil {
		return err
	}
	m, err := parseModel(startFact)
	if err != nil {
		return err
	}
	t, err := b.table(records)
	if err != nil {
		return err
	}
	emitPatterns(dedupe.RandomPatterns(scoring.NewComparer(t, &m.Scoring), t), emit)
	return nil
}

// labelled counts the agreement patterns of judged pairs, matches and others.
func labelled(s beam.Scope, k known, in learning) beam.PCollection {
	asked := beam.ParDo(s, judgedPairs, beam.Create(s, writeFact(k.judgements)))
	if len(k.judgements) == 0 {
		return beam.ParDo(s, noCount, asked)
	}
	sides := []beam.Option{beam.SideInput{Input: in.base}, beam.SideInput{Input: in.start}, beam.SideInput{Input: in.plan}}
	return beam.ParDo(s, &labelFn{Judgements: k.judgements}, withRecords(s, in.records, asked), sides...)
}

func noCount(int64, []byte, func(string, int64)) {}

// What labelled patterns begin with.
const (
	saysMatch = "m"
	saysOther = "o"
)

// labelFn counts the patterns of judged pairs.
type labelFn struct{ Judgements []customer.Judgement }

// ProcessElement emits patterns and their counts.
func (f *labelFn) ProcessElement(_ int64, records func(*Record) bool, _ func(*[]byte) bool, baseFact, startFact, planFact []byte, emit func(string, int64)) error {
	var b base
	if err := parseFact(baseFact, &b); err != nil {
		return err
	}
	m, _, err := withPlan(startFact, planFact)
	if err != nil {
		return err
	}
	t, err := b.table(records)
	if err != nil {
		return err
	}
	x, err := blocking.NewIndex(t, &m.Blocking)
	if err != nil {
		return err
	}
	labels := dedupe.Labels(scoring.NewComparer(t, &m.Scoring), x, f.Judgements)
	emitPatterns(labels.Matches, func(key string, n int64) { emit(saysMatch+key, n) })
	emitPatterns(labels.Others, func(key string, n int64) { emit(saysOther+key, n) })
	return nil
}

// emitPatterns emits counts by pattern: rarity, free comparisons, levels.
func emitPatterns(patterns scoring.Patterns, emit func(string, int64)) {
	for p, n := range patterns {
		emit(wire.Key(append(wire.AppendInts(wire.AppendHash(nil, p.Free), int64(p.Rarity)), p.Levels...)), n)
	}
}

// addPattern reads what emitPatterns emitted.
func addPattern(to scoring.Patterns, key string, n int64) error {
	data, err := wire.ParseKey(key)
	if err != nil {
		return err
	}
	r := wire.Reader{Data: data}
	p := scoring.Pattern{Free: r.Hash(), Rarity: int32(r.Int())}
	p.Levels = string(r.Data)
	to[p] += n
	return r.Err()
}

func gatherPatterns(counts func(*string, *int64) bool) (scoring.Patterns, error) {
	patterns := scoring.Patterns{}
	var key string
	var n int64
	for counts(&key, &n) {
		if err := addPattern(patterns, key, n); err != nil {
			return nil, err
		}
	}
	return patterns, nil
}

func gatherLabels(counts func(*string, *int64) bool) (scoring.Labels, error) {
	labels := scoring.Labels{Matches: scoring.Patterns{}, Others: scoring.Patterns{}}
	var key string
	var n int64
	for counts(&key, &n) {
		to := labels.Others
		if strings.HasPrefix(key, saysMatch) {
			to = labels.Matches
		}
		if err := addPattern(to, key[1:], n); err != nil {
			return labels, err
		}
	}
	return labels, nil
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
