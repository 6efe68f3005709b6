package beamdedupe

import (
	"errors"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/blocking"
)

// ErrOutgrown says that a block has more rows than a frozen model allows: the base
// has grown since it was learned.
var ErrOutgrown = errors.New("the base has outgrown the model: learn a new one, without --model")

func init() {
	beam.RegisterDoFn(&frozenFn{})
	beam.RegisterDoFn(&settleFn{})
	beam.RegisterDoFn(&liveFn{})
}

// frozenFn makes a base of a profile and a frozen model, whose columns and junk stand.
type frozenFn struct{}

// ProcessElement emits the base.
func (*frozenFn) ProcessElement(profile, modelFact []byte, emit func([]byte)) error {
	m, err := dedupe.ParseModel(modelFact)
	if err != nil {
		return err
	}
	b := base{Junk: m.Junk}
	if err := parseFact(profile, &b.Profile); err != nil {
		return err
	}
	b.Profile.Fields = m.Fields
	emit(writeFact(b))
	return nil
}

// settled returns the blocks of two rows and more that records are in under a frozen
// model, by bins of ids (PCollection<KV<bin, parcel.Parcel>>): ids and keys. A block above the model's limit fails the pipeline
// with ErrOutgrown.
func settled(s beam.Scope, records, baseFact, modelFact beam.PCollection) beam.PCollection {
	s = s.Scope("settle")
	base, model := beam.SideInput{Input: baseFact}, beam.SideInput{Input: modelFact}
	keys := beam.ParDo(s, &settleFn{}, records, base, model)
	return parcel.Deliver(s, beam.ParDo(s, &liveFn{}, beam.GroupByKey(s, parcel.Deliver(s, keys)), base, model))
}

// settling is what the blocks of a frozen model go by.
type settling struct {
	surveying
	plan blocking.Plan
}

func newSettling(baseFact, modelFact []byte) (*settling, error) {
	m, err := dedupe.ParseModel(modelFact)
	if err != nil {
		return nil, err
	}
	v := &settling{plan: m.Blocking}
	v.rules, v.one = m.Blocking.Rules, 1
	return v, parseFact(baseFact, &v.base)
}

// settleFn sends the blocks' keys of records, ids and hashes, to their rules' parts.
type settleFn struct {
	settling *settling
	batch    batch
}

// ProcessElement takes a full batch apart.
func (f *settleFn) ProcessElement(records parcel.Parcel, baseFact, modelFact []byte, emit func(parcel.Parcel)) (err error) {
	if f.settling == nil {
		if f.settling, err = newSettling(baseFact, modelFact); err != nil {
			return err
		}
	}
	if full, err := f.batch.add(records); err != nil || !full {
		return err
	}
	return f.takeApart(emit)
}

// FinishBundle takes the last batch apart.
func (f *settleFn) FinishBundle(_, _ []byte, emit func(parcel.Parcel)) error {
	return f.takeApart(emit)
}

func (f *settleFn) takeApart(emit func(parcel.Parcel)) error {
	if len(f.batch.records) == 0 {
		return nil
	}
	t, err := f.batch.take(f.settling.base.options())
	if err != nil {
		return err
	}
	f.settling.base.Junk.Clear(t)
	keyer, err := blocking.NewKeyer(t, &f.settling.plan)
	if err != nil {
		return err
	}
	var mail parcel.Mail
	var keys []blocking.Key
	var value []byte
	for rec := range t.Len() {
		for _, key := range keyer.Keys(keys[:0], rec) {
			value = wire.AppendHash(wire.AppendInts(value[:0], t.Refs[rec].ID), key.Hash)
			mail.Add(f.settling.part(key.Rule, key.Hash), value)
		}
	}
	mail.Send(emit)
	return nil
}

// liveFn keeps the blocks of two rows and more.
type liveFn struct{ settling *settling }

// ProcessElement sends the blocks of one part's records to their bins.
func (f *liveFn) ProcessElement(part int64, packed func(*parcel.Parcel) bool, baseFact, modelFact []byte, emit func(parcel.Parcel)) (err error) {
	if f.settling == nil {
		if f.settling, err = newSettling(baseFact, modelFact); err != nil {
			return err
		}
	}
	var ids []int64
	var hashes []uint64
	for _, p := range all(packed) {
		r := p.Read()
		for r.More() {
			ids, hashes = append(ids, r.Int()), append(hashes, r.Hash())
		}
		if err := r.Err(); err != nil {
			return err
		}
	}
	largest := sendLive(int(uint64(part)/f.settling.base.bins()), ids, hashes, emit)
	if largest > f.settling.plan.Limit {
		return ErrOutgrown
	}
	return nil
}
