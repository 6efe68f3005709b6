package beamdedupe

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
)

func init() {
	beam.RegisterDoFn(&holderFn{})
	beam.RegisterDoFn(&tallyFn{})
	beam.RegisterDoFn(&tallySum{})
	beam.RegisterDoFn(&startFn{})
	register.Emitter2[int64, []byte]()
	register.Iter2[int64, []byte]()
}

// valueBins is into how many parts the values of a comparison are cut by their hashes.
// One part's holders, 16 bytes each, are in a worker's memory.
const valueBins = 256

// started returns the model as a fact before anything is learned or chosen: shipped
// parameters, and how rare the values are.
func started(s beam.Scope, cfg dedupe.Config, records, baseFact beam.PCollection) beam.PCollection {
	s = s.Scope("frequencies")
	side := beam.SideInput{Input: baseFact}
	holders := beam.GroupByKey(s, beam.ParDo(s, &holderFn{Cfg: cfg}, records, side))
	tallies := beam.CombinePerKey(s, &tallySum{}, beam.ParDo(s, &tallyFn{Cfg: cfg}, holders, side))
	return beam.ParDo(s, &startFn{Cfg: cfg}, baseFact, beam.SideInput{Input: tallies})
}

// countings returns what is counted in a table.
func (b *base) countings(cfg dedupe.Config, t *record.Table) []scoring.Counting {
	return scoring.Countings(t, scoring.Comparisons(b.Profile.Fields, b.Profile.Filled, cfg.Ignore))
}

// holderFn emits the holders of the records' values, batch by batch: keyed by
// comparison and part.
type holderFn struct {
	Cfg   dedupe.Config
	base  *base
	batch batch
}

// ProcessElement takes a full batch apart.
func (f *holderFn) ProcessElement(r Record, baseFact []byte, emit func(int64, []byte)) error {
	if f.base == nil {
		f.base = &base{}
		if err := parseFact(baseFact, f.base); err != nil {
			return err
		}
	}
	if f.batch.add(r) {
		return f.FinishBundle(baseFact, emit)
	}
	return nil
}

// FinishBundle takes the last batch apart.
func (f *holderFn) FinishBundle(_ []byte, emit func(int64, []byte)) error {
	if len(f.batch.records) == 0 {
		return nil
	}
	t, err := f.batch.take(f.base.options())
	if err != nil {
		return err
	}
	f.base.Junk.Clear(t)
	for i, counting := range f.base.countings(f.Cfg, t) {
		bins := make([][]byte, valueBins)
		for h := range counting.Values {
			bin := &bins[h.Value%valueBins]
			*bin = wire.AppendHash(wire.AppendHash(*bin, h.Value), h.Name)
		}
		for bin, data := range bins {
			if data != nil {
				emit(int64(i*valueBins+bin), data)
			}
		}
	}
	return nil
}

// tallyFn sums up one part of a comparison's values.
type tallyFn struct {
	Cfg      dedupe.Config
	counting []scoring.Counting
}

// ProcessElement emits the tally of a part, keyed by the comparison's number.
func (f *tallyFn) ProcessElement(key int64, holders func(*[]byte) bool, baseFact []byte, emit func(int64, []byte)) error {
	if f.counting == nil {
		var b base
		if err := parseFact(baseFact, &b); err != nil {
			return err
		}
		f.counting = b.countings(f.Cfg, record.NewTable(nil, b.options()))
	}
	var list []scoring.Holder
	var data []byte
	for holders(&data) {
		r := wire.Reader{Data: data}
		for r.More() {
			value := r.Hash()
			list = append(list, scoring.Holder{Value: value, Name: r.Hash()})
		}
		if err := r.Err(); err != nil {
			return err
		}
	}
	c := f.counting[key/valueBins]
	emit(key/valueBins, writeFact(scoring.NewTally(c.Comparison, c.Every, list)))
	return nil
}

// tallySum adds tallies.
type tallySum struct{}

func (*tallySum) MergeAccumulators(a, b []byte) []byte {
	return addFact(a, b, func(t *scoring.Tally, other scoring.Tally) { t.Merge(other) })
}

// startFn makes the model of the base and the tallies.
type startFn struct{ Cfg dedupe.Config }

// ProcessElement emits the model.
func (f *startFn) ProcessElement(baseFact []byte, tallies func(*int64, *[]byte) bool, emit func([]byte)) error {
	var b base
	if err := parseFact(baseFact, &b); err != nil {
		return err
	}
	var list []scoring.Tally
	for _, c := range b.countings(f.Cfg, record.NewTable(nil, b.options())) {
		list = append(list, scoring.Tally{Comparison: c.Comparison, Every: c.Every})
	}
	var i int64
	var data []byte
	for tallies(&i, &data) {
		if err := parseFact(data, &list[i]); err != nil {
			return err
		}
	}
	frequencies := make([]scoring.Frequencies, len(list))
	for i := range list {
		frequencies[i] = list[i].Frequencies()
	}
	data, err := dedupe.NewModel(f.Cfg, b.Profile, b.Junk, frequencies).Encode()
	emit(data)
	return err
}
