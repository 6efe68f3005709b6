package beamdedupe

import (
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
)

func init() {
	beam.RegisterDoFn(&labelFn{})
	beam.RegisterDoFn(noCount)
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

// labelled counts the agreement patterns of judged pairs, matches and others.
func labelled(s beam.Scope, k known, in learning) beam.PCollection {
	asked := beam.ParDo(s, judgedPairs, beam.Create(s, writeFact(k.judgements)))
	if len(k.judgements) == 0 {
		return beam.ParDo(s, noCount, asked)
	}
	sides := []beam.Option{beam.SideInput{Input: in.base}, beam.SideInput{Input: in.start}, beam.SideInput{Input: in.plan}}
	return beam.ParDo(s, &labelFn{Judgements: k.judgements}, withRecords(s, in.records, asked), sides...)
}

func noCount(int64, parcel.Parcel, func(string, int64)) {}

// What labelled patterns begin with.
const (
	saysMatch = "m"
	saysOther = "o"
)

// labelFn counts the patterns of judged pairs.
type labelFn struct{ Judgements []customer.Judgement }

// ProcessElement emits patterns and their counts.
func (f *labelFn) ProcessElement(_ int64, records, _ func(*parcel.Parcel) bool, baseFact, startFact, planFact []byte, emit func(string, int64)) error {
	var b base
	if err := parseFact(baseFact, &b); err != nil {
		return err
	}
	m, _, err := withPlan(startFact, planFact)
	if err != nil {
		return err
	}
	t, err := b.table(all(records)...)
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
