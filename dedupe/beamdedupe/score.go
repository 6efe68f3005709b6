package beamdedupe

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/blocking"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[customer.Pair](), encodePair, decodePair)
	beam.RegisterDoFn(&scoreFn{})
	beam.RegisterDoFn(&judgedFn{})
	beam.RegisterDoFn(judgedPairs)
	register.Emitter1[customer.Pair]()
	register.Emitter1[int64]()
}

// found is what scoring finds: matches and possible matches (PCollection<customer.Pair>)
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
func (f *scoreFn) ProcessElement(share int64, packed []byte, baseFact, modelFact []byte, emit func(customer.Pair), compared func(int64)) (err error) {
	if f.scorer == nil {
		if f.scorer, err = newScorer(baseFact, modelFact); err != nil {
			return err
		}
	}
	t, err := f.scorer.base.unpack(packed)
	if err != nil {
		return err
	}
	x, err := blocking.NewIndex(t, &f.scorer.model.Blocking)
	if err != nil {
		return err
	}
	sc := dedupe.NewScorer(f.Cfg, f.scorer.model, t, f.Judgements)
	count := int64(0)
	for p := range x.PairsIn(func(k blocking.Key) bool { return f.scorer.base.share(k) == share }) {
		count++
		if pair, ok := sc.Score(p); ok {
			emit(pair)
		}
	}
	compared(count)
	return nil
}

// judgedPairs emits the pairs that people judged, packed, for withRecords.
func judgedPairs(fact []byte, emit func(int64, []byte)) {
	var list []customer.Judgement
	if json.Unmarshal(fact, &list) != nil {
		return // it was written a step before
	}
	var pairs []byte
	for _, j := range list {
		pairs = wire.AppendInts(pairs, j.LeftID, 0, j.RightID, 0)
	}
	emit(0, pairs)
}

// judgedFn scores the pairs that people said match and no block brings up.
type judgedFn struct {
	Cfg        dedupe.Config
	Judgements []customer.Judgement
}

// ProcessElement emits those pairs.
func (f *judgedFn) ProcessElement(_ int64, records func(*Record) bool, _ func(*[]byte) bool, baseFact, modelFact []byte, emit func(customer.Pair)) error {
	sc, err := newScorer(baseFact, modelFact)
	if err != nil {
		return err
	}
	t, err := sc.base.table(records)
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
	for _, pair := range dedupe.NewScorer(f.Cfg, sc.model, t, f.Judgements).Judged() {
		if !have[ids{pair.LeftID, pair.RightID}] {
			emit(pair)
		}
	}
	return nil
}

func encodePair(p customer.Pair) ([]byte, error) { return json.Marshal(p) }

func decodePair(data []byte) (p customer.Pair, err error) {
	if err = json.Unmarshal(data, &p); err != nil {
		return p, fmt.Errorf("pair between two steps: %w", err)
	}
	return p, nil
}
