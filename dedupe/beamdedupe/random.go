package beamdedupe

import (
	"cmp"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
)

func init() {
	beam.RegisterDoFn(&smallestFn{})
	beam.RegisterDoFn(&drawFn{})
	beam.RegisterDoFn(&randomFn{})
}

// marked is a record's mark and id.
type marked struct {
	mark uint64
	id   int64
}

// marksOf returns the marks of a table's records.
func marksOf(t *record.Table) []marked {
	list := make([]marked, t.Len())
	for i := range list {
		list[i] = marked{t.Mark(uint32(i)), t.Refs[i].ID}
	}
	return list
}

// smallest returns the records with the smallest marks, of which random pairs are made.
func smallest(list []marked) []marked {
	slices.SortFunc(list, func(x, y marked) int { return cmp.Or(cmp.Compare(x.mark, y.mark), cmp.Compare(x.id, y.id)) })
	return list[:min(len(list), dedupe.RandomRecords)]
}

func appendMarked(b []byte, list []marked) []byte {
	for _, m := range list {
		b = wire.AppendInts(wire.AppendHash(b, m.mark), m.id)
	}
	return b
}

func markedIn(data []byte) (list []marked) {
	r := wire.Reader{Data: data}
	for r.More() {
		list = append(list, marked{r.Hash(), r.Int()})
	}
	return list
}

// smallestFn keeps the records with the smallest marks.
type smallestFn struct{}

func (*smallestFn) MergeAccumulators(a, b []byte) []byte {
	return appendMarked(nil, smallest(append(markedIn(a), markedIn(b)...)))
}

// drawFn brings the drawn records together.
type drawFn struct{ drawn map[int64]bool }

// ProcessElement sends drawn records by one key for all.
func (f *drawFn) ProcessElement(records parcel.Parcel, drawn []byte, emit func(parcel.Parcel)) error {
	if f.drawn == nil {
		f.drawn = map[int64]bool{}
		for _, m := range markedIn(drawn) {
			f.drawn[m.id] = true
		}
	}
	var mail parcel.Mail
	list, err := recordsIn(records)
	for _, rec := range list {
		if f.drawn[rec.ID] {
			mail.Add(0, appendRecord(nil, rec))
		}
	}
	mail.Send(emit)
	return err
}

// randomFn counts the agreement patterns of random pairs.
type randomFn struct{}

// ProcessElement emits patterns and their counts.
func (*randomFn) ProcessElement(_ int64, records func(*parcel.Parcel) bool, baseFact, startFact []byte, emit func(string, int64)) error {
	var b base
	if err := parseFact(baseFact, &b); err != nil {
		return err
	}
	m, err := parseModel(startFact)
	if err != nil {
		return err
	}
	t, err := b.table(all(records)...)
	if err != nil {
		return err
	}
	emitPatterns(dedupe.RandomPatterns(scoring.NewComparer(t, &m.Scoring), t), emit)
	return nil
}
