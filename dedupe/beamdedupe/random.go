package beamdedupe

import (
	"cmp"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
)

func init() {
	beam.RegisterDoFn(&markFn{})
	beam.RegisterDoFn(&smallestFn{})
	beam.RegisterDoFn(&drawFn{})
	beam.RegisterDoFn(&randomFn{})
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
