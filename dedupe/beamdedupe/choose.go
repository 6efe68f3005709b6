package beamdedupe

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/stats"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/scoring"
)

func init() {
	beam.RegisterDoFn(&totalFn{})
	beam.RegisterDoFn(&totalSum{})
	beam.RegisterDoFn(&meetFn{})
	beam.RegisterDoFn(&sightFn{})
	beam.RegisterDoFn(&chooseFn{})
}

// total is what the blocks of rules come to before it is known how large they may be.
type total struct {
	Totals  blocking.Totals
	Largest int // rows of the largest block
}

// totalled returns the total of grouped chains as a fact.
func totalled(s beam.Scope, chains, baseFact, rulesFact beam.PCollection) beam.PCollection {
	s = s.Scope("totals")
	parts := beam.ParDo(s, &totalFn{}, chains, beam.SideInput{Input: baseFact}, beam.SideInput{Input: rulesFact})
	return beam.Combine(s, &totalSum{}, parts)
}

// totalFn surveys one part.
type totalFn struct{ surveying *surveying }

// ProcessElement emits the part's total.
func (f *totalFn) ProcessElement(part int64, packed parcel.Parcel, baseFact []byte, rules func(*[]byte) bool, emit func([]byte)) (err error) {
	if f.surveying == nil {
		if f.surveying, err = newSurveying(baseFact, rules); err != nil {
			return err
		}
	}
	x, err := f.surveying.section(part, packed)
	if err != nil {
		return err
	}
	sizes, largest := map[uint64]int{}, 0
	for _, chain := range x.chains {
		sizes[chain[0]]++
		largest = max(largest, sizes[chain[0]])
	}
	emit(writeFact(total{x.survey().Totals(), largest}))
	return nil
}

// totalSum adds totals.
type totalSum struct{}

func (*totalSum) MergeAccumulators(a, b []byte) []byte {
	return addFact(a, b, func(t *total, other total) {
		t.Totals.Merge(other.Totals)
		t.Largest = max(t.Largest, other.Largest)
	})
}

// trial returns by which pairs rules are chosen; ok is false when all may stay.
func (v *surveying) trial(cfg dedupe.Config, t *total) (trial blocking.Trial, ok bool) {
	budget, one := cfg.Budget(v.base.Profile.Records), int64(v.one)
	if t.Largest <= t.Totals.Cap(budget, one) {
		return trial, false
	}
	return t.Totals.Trial(t.Totals.Cap(dedupe.ChoiceBudget*budget, one), one), true
}

// chosen returns the blocking rules as a fact: the written ones, or those of the
// catalogue that are worth their pairs.
func chosen(s beam.Scope, cfg dedupe.Config, records, baseFact, startFact beam.PCollection) beam.PCollection {
	s = s.Scope("choose")
	if rules := cfg.Rules(); rules != nil {
		return beam.Create(s, writeFact(rules))
	}
	none := noFact(s)
	base, rules := beam.SideInput{Input: baseFact}, beam.SideInput{Input: none}
	chains := chained(s, records, baseFact, none)
	totals := totalled(s, chains, baseFact, none)
	total := beam.SideInput{Input: totals}
	pairs := beam.ParDo(s, &meetFn{Cfg: cfg}, chains, base, rules, total)
	met := withRecords(s, records, pairs)
	seen := beam.ParDo(s, &sightFn{}, met, base, beam.SideInput{Input: startFact})
	sightings := stats.SumPerKey(s, seen)
	return beam.ParDo(s, &chooseFn{Cfg: cfg}, baseFact, total, beam.SideInput{Input: sightings})
}

// meetFn emits the sampled pairs of one part.
type meetFn struct {
	Cfg       dedupe.Config
	surveying *surveying
	trial     blocking.Trial
	wanted    bool
}

// ProcessElement emits the pairs of rows, packed, for withRecords.
func (f *meetFn) ProcessElement(part int64, packed parcel.Parcel, baseFact []byte, rules func(*[]byte) bool, totalFact []byte, emit func(int64, parcel.Parcel)) (err error) {
	if f.surveying == nil {
		if f.surveying, err = newSurveying(baseFact, rules); err != nil {
			return err
		}
		var t total
		if err := parseFact(totalFact, &t); err != nil {
			return err
		}
		f.trial, f.wanted = f.surveying.trial(f.Cfg, &t)
	}
	if !f.wanted {
		return nil
	}
	x, err := f.surveying.section(part, packed)
	if err != nil {
		return err
	}
	var pairs []byte
	for a, b := range x.survey().Sampled(f.trial, x.pairMark) {
		left, right := x.rows[a], x.rows[b]
		pairs = wire.AppendInts(pairs, left.id, left.number, right.id, right.number)
	}
	if pairs != nil {
		emit(part%pairParts, parcel.Parcel{Data: pairs})
	}
	return nil
}

// sightFn looks at sampled pairs.
type sightFn struct {
	base  *base
	model *dedupe.Model
	rules []blocking.Rule
}

// ProcessElement counts, by the rules that bring them up, the pairs that are likely to
// match.
func (f *sightFn) ProcessElement(_ int64, records, pairs func(*parcel.Parcel) bool, baseFact, startFact []byte, emit func(string, int64)) (err error) {
	if f.model == nil {
		f.base = &base{}
		if err := parseFact(baseFact, f.base); err != nil {
			return err
		}
		if f.model, err = parseModel(startFact); err != nil {
			return err
		}
		f.rules = blocking.Catalogue(f.base.Profile.Fields)
	}
	t, err := f.base.table(all(records)...)
	if err != nil {
		return err
	}
	finder, err := blocking.NewFinder(t, f.rules)
	if err != nil {
		return err
	}
	likely, at := dedupe.Likely(scoring.NewComparer(t, &f.model.Scoring), &f.model.Scoring), places(t)
	seen := blocking.Sightings{}
	for _, p := range all(pairs) {
		r := p.Read()
		for r.More() {
			a, rowA, b, rowB := at[r.Int()], r.Int(), at[r.Int()], r.Int()
			if likely(min(a, b), max(a, b)) {
				seen[finder.Finders(rowOf(t, a, rowA), rowOf(t, b, rowB))]++
			}
		}
		if err := r.Err(); err != nil {
			return err
		}
	}
	for finders, n := range seen {
		key, _ := finders.AppendBinary(nil) // never fails
		emit(wire.Key(key), n)
	}
	return nil
}

// chooseFn chooses the rules.
type chooseFn struct{ Cfg dedupe.Config }

// ProcessElement emits the rules. There is no total where no record has any key.
func (f *chooseFn) ProcessElement(baseFact []byte, totals func(*[]byte) bool, sightings func(*string, *int64) bool, emit func([]byte)) error {
	v, err := newSurveying(baseFact, func(*[]byte) bool { return false })
	if err != nil {
		return err
	}
	var totalFact []byte
	var t total
	if totals(&totalFact) {
		if err := parseFact(totalFact, &t); err != nil {
			return err
		}
	}
	trial, ok := v.trial(f.Cfg, &t)
	if !ok {
		emit(writeFact(v.rules))
		return nil
	}
	seen := blocking.Sightings{}
	var key string
	var n int64
	for sightings(&key, &n) {
		var finders blocking.Finders
		data, err := wire.ParseKey(key)
		if err != nil {
			return err
		}
		if err := finders.UnmarshalBinary(data); err != nil {
			return err
		}
		seen[finders] += n
	}
	emit(writeFact(trial.Choose(v.rules, seen)))
	return nil
}
