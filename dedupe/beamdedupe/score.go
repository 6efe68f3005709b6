package beamdedupe

import (
	"encoding/json"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/blocking"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterDoFn(&scoreFn{})
	beam.RegisterDoFn(&judgedFn{})
	beam.RegisterDoFn(judgedPairs)
	register.Emitter1[int64]()
}

// found is what scoring finds: matches and possible matches (PCollection<parcel.Parcel>)
// and how many candidate pairs were compared, by share (PCollection<int64>).
type found struct{ pairs, compared beam.PCollection }

// known is what people and earlier runs said.
type known struct {
	cfg        dedupe.Config
	judgements []customer.Judgement
}

// scored scores the candidate pairs of all blocks, and the judged pairs.
func scored(s beam.Scope, k known, in learning, modelFact beam.PCollection) found {
	s = s.Scope("score")
	base, model := beam.SideInput{Input: in.base}, beam.SideInput{Input: modelFact}
	pairs, compared := beam.ParDo2(s, &scoreFn{Cfg: k.cfg, Judgements: k.judgements}, in.blocks, base, model)
	if len(k.judgements) == 0 {
		return found{pairs, compared}
	}
	asked := beam.ParDo(s, judgedPairs, beam.Create(s, writeFact(k.judgements)))
	judged := beam.ParDo(s, &judgedFn{Cfg: k.cfg, Judgements: k.judgements}, withRecords(s, in.records, asked), base, model)
	return found{beam.Flatten(s, pairs, judged), compared}
}

// scorer scores tables by one model.
type scorer struct {
	base  base
	model *dedupe.Model
}

func newScorer(baseFact, modelFact []byte) (s *scorer, err error) {
	s = &scorer{}
	if err := parseFact(baseFact, &s.base); err != nil {
		return nil, err
	}
	s.model, err = dedupe.ParseModel(modelFact)
	return s, err
}

// scoreFn scores the pairs of one share of the blocks.
type scoreFn struct {
	Cfg        dedupe.Config
	Judgements []customer.Judgement
	scorer     *scorer
}

// ProcessElement emits the pairs worth keeping, and how many were compared.
func (f *scoreFn) ProcessElement(share int64, packed parcel.Parcel, baseFact, modelFact []byte, emit func(parcel.Parcel), compared func(int64)) (err error) {
	if f.scorer == nil {
		if f.scorer, err = newScorer(baseFact, modelFact); err != nil {
			return err
		}
	}
	t, err := f.scorer.base.table(packed)
	if err != nil {
		return err
	}
	x, err := blocking.NewIndex(t, &f.scorer.model.Blocking)
	if err != nil {
		return err
	}
	sc := dedupe.NewScorer(f.Cfg, f.scorer.model, t, f.Judgements)
	count, found := int64(0), []byte(nil)
	for p := range x.PairsIn(func(k blocking.Key) bool { return f.scorer.base.share(k) == share }) {
		count++
		if pair, ok := sc.Score(p); ok {
			found = appendPair(found, &pair)
		}
	}
	if found != nil {
		emit(parcel.Parcel{Data: found})
	}
	compared(count)
	return nil
}

// judgedPairs emits the pairs that people judged, packed, for withRecords.
func judgedPairs(fact []byte, emit func(int64, parcel.Parcel)) {
	var list []customer.Judgement
	if json.Unmarshal(fact, &list) != nil {
		return // it was written a step before
	}
	var pairs []byte
	for _, j := range list {
		pairs = wire.AppendInts(pairs, j.LeftID, 0, j.RightID, 0)
	}
	emit(0, parcel.Parcel{Data: pairs})
}

// judgedFn scores the pairs that people said match and no block brings up.
type judgedFn struct {
	Cfg        dedupe.Config
	Judgements []customer.Judgement
}

// ProcessElement emits those pairs.
func (f *judgedFn) ProcessElement(_ int64, records, _ func(*parcel.Parcel) bool, baseFact, modelFact []byte, emit func(parcel.Parcel)) error {
	sc, err := newScorer(baseFact, modelFact)
	if err != nil {
		return err
	}
	t, err := sc.base.table(all(records)...)
	if err != nil {
		return err
	}
	x, err := blocking.NewIndex(t, &sc.model.Blocking)
	if err != nil {
		return err
	}
	type ids struct{ left, right int64 }
	have := map[ids]bool{}
	for p := range x.PairsIn(func(blocking.Key) bool { return true }) {
		have[ids{t.Refs[p.Left].ID, t.Refs[p.Right].ID}] = true
	}
	var found []byte
	for _, pair := range dedupe.NewScorer(f.Cfg, sc.model, t, f.Judgements).Judged() {
		if !have[ids{pair.LeftID, pair.RightID}] {
			found = appendPair(found, &pair)
		}
	}
	if found != nil {
		emit(parcel.Parcel{Data: found})
	}
	return nil
}
