package beamdedupe

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
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
	holders := beam.GroupByKey(s, parcel.Deliver(s, beam.ParDo(s, &holderFn{Cfg: cfg}, records, side)))
	tallies := beam.CombinePerKey(s, &tallySum{}, beam.ParDo(s, &tallyFn{Cfg: cfg}, holders, side))
	return beam.ParDo(s, &startFn{Cfg: cfg}, baseFact, beam.SideInput{Input: tallies})
}

// countings returns what is counted in a table.
func (b *base) countings(cfg dedupe.Config, t *record.Table) []scoring.Counting {
	return scoring.Countings(t, scoring.Comparisons(b.Profile.Fields, b.Profile.Filled, cfg.Ignore))
}

// holderFn sends the holders of the records' values to their comparison's parts.
type holderFn struct {
	Cfg   dedupe.Config
	base  *base
	batch batch
}

// ProcessElement takes a full batch apart.
func (f *holderFn) ProcessElement(records parcel.Parcel, baseFact []byte, emit func(parcel.Parcel)) error {
	if f.base == nil {
		f.base = &base{}
		if err := parseFact(baseFact, f.base); err != nil {
			return err
		}
	}
	if full, err := f.batch.add(records); err != nil || !full {
		return err
	}
	return f.takeApart(emit)
}

// FinishBundle takes the last batch apart.
func (f *holderFn) FinishBundle(_ []byte, emit func(parcel.Parcel)) error {
	return f.takeApart(emit)
}

func (f *holderFn) takeApart(emit func(parcel.Parcel)) error {
	if len(f.batch.records) == 0 {
		return nil
	}
	t, err := f.batch.take(f.base.options())
	if err != nil {
		return err
	}
	f.base.Junk.Clear(t)
	var mail parcel.Mail
	var value []byte
	for i, counting := range f.base.countings(f.Cfg, t) {
		for h := range counting.Values {
			value = wire.AppendHash(wire.AppendHash(value[:0], h.Value), h.Name)
			mail.Add(int64(i*valueBins)+int64(h.Value%valueBins), value)
		}
	}
	mail.Send(emit)
	return nil
}

// tallyFn sums up one part of a comparison's values.
type tallyFn struct {
	Cfg      dedupe.Config
	counting []scoring.Counting
}

// ProcessElement emits the tally of a part, keyed by the comparison's number.
func (f *tallyFn) ProcessElement(key int64, holders func(*parcel.Parcel) bool, baseFact []byte, emit func(int64, []byte)) error {
	if f.counting == nil {
		var b base
		if err := parseFact(baseFact, &b); err != nil {
			return err
		}
		f.counting = b.countings(f.Cfg, record.NewTable(nil, b.options()))
	}
	var list []scoring.Holder
	for _, p := range all(holders) {
		r := p.Read()
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
