package beamdedupe

import (
	"errors"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe"
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
// model: PCollection<KV<id, key>>. A block above the model's limit fails the pipeline
// with ErrOutgrown.
func settled(s beam.Scope, records, baseFact, modelFact beam.PCollection) beam.PCollection {
	s = s.Scope("settle")
	base, model := beam.SideInput{Input: baseFact}, beam.SideInput{Input: modelFact}
	keys := beam.ParDo(s, &settleFn{}, records, base, model)
	return beam.ParDo(s, &liveFn{}, beam.GroupByKey(s, keys), base, model)
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

// settleFn emits the blocks' keys of records, batch by batch: ids and hashes, keyed
// by rule and part.
type settleFn struct {
	settling *settling
	batch    batch
}

// ProcessElement takes a full batch apart.
func (f *settleFn) ProcessElement(r Record, baseFact, modelFact []byte, emit func(int64, []byte)) (err error) {
	if f.settling == nil {
		if f.settling, err = newSettling(baseFact, modelFact); err != nil {
			return err
		}
	}
	if f.batch.add(r) {
		return f.FinishBundle(baseFact, modelFact, emit)
	}
	return nil
}

// FinishBundle takes the last batch apart.
func (f *settleFn) FinishBundle(_, _ []byte, emit func(int64, []byte)) error {
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
	parts := map[int64][]byte{}
	var keys []blocking.Key
	for rec := range t.Len() {
		for _, key := range keyer.Keys(keys[:0], rec) {
			part := f.settling.part(key.Rule, key.Hash)
			parts[part] = wire.AppendHash(wire.AppendInts(parts[part], t.Refs[rec].ID), key.Hash)
		}
	}
	for part, data := range parts {
		emit(part, data)
	}
	return nil
}

// liveFn keeps the blocks of two rows and more.
type liveFn struct{ settling *settling }

// ProcessElement emits the blocks of one part's records.
func (f *liveFn) ProcessElement(part int64, packed func(*[]byte) bool, baseFact, modelFact []byte, emit func(int64, []byte)) (err error) {
	if f.settling == nil {
		if f.settling, err = newSettling(baseFact, modelFact); err != nil {
			return err
		}
	}
	var ids []int64
	var hashes []uint64
	var data []byte
	for packed(&data) {
		r := wire.Reader{Data: data}
		for r.More() {
			ids, hashes = append(ids, r.Int()), append(hashes, r.Hash())
		}
		if err := r.Err(); err != nil {
			return err
		}
	}
	if largest := emitLive(int(uint64(part)/f.settling.base.bins()), ids, hashes, emit); largest > f.settling.plan.Limit {
		return ErrOutgrown
	}
	return nil
}
