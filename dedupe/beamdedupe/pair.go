package beamdedupe

import (
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
)

func init() {
	beam.RegisterDoFn(needsOf)
	beam.RegisterDoFn(&attachFn{})
	register.Emitter2[int64, Record]()
}

// pairParts is into how many parts a sample of pairs is cut. A part's records are in a
// worker's memory.
const pairParts = 8

// withRecords brings a sample of pairs of rows (PCollection<KV<part, bytes>>, of each
// pair the id and the row's number of one, then of the other) together with their records:
// PCollection<CoGBK<part, Record, bytes>>. The sample's ids are in every worker's
// memory.
func withRecords(s beam.Scope, records, pairs beam.PCollection) beam.PCollection {
	needs := beam.Combine(s, &gatherFn{}, beam.ParDo(s, needsOf, pairs))
	attached := beam.ParDo(s, &attachFn{}, records, beam.SideInput{Input: needs})
	return beam.CoGroupByKey(s, attached, pairs)
}

// needsOf emits the ids of some pairs' records, each with the part that needs it.
func needsOf(part int64, pairs []byte, emit func([]byte)) error {
	ids := map[int64]bool{}
	r := wire.Reader{Data: pairs}
	for r.More() {
		ids[r.Int()] = true
		r.Int() // the row
	}
	var needs []byte
	for id := range ids {
		needs = wire.AppendInts(needs, id, part)
	}
	emit(needs)
	return r.Err()
}

// attachFn sends records to the parts that need them.
type attachFn struct{ parts map[int64][]int64 }

// ProcessElement emits the record by each of its parts.
func (f *attachFn) ProcessElement(rec Record, needs func(*[]byte) bool, emit func(int64, Record)) error {
	if f.parts == nil {
		f.parts = map[int64][]int64{}
		var data []byte
		for needs(&data) {
			r := wire.Reader{Data: data}
			for r.More() {
				id, part := r.Int(), r.Int()
				if !slices.Contains(f.parts[id], part) {
					f.parts[id] = append(f.parts[id], part)
				}
			}
			if err := r.Err(); err != nil {
				return err
			}
		}
	}
	for _, part := range f.parts[rec.ID] {
		emit(part, rec)
	}
	return nil
}

// places returns where each record stands in a table, by id.
func places(t *record.Table) map[int64]uint32 {
	at := make(map[int64]uint32, t.Len())
	for i, ref := range t.Refs {
		at[ref.ID] = uint32(i)
	}
	return at
}

// rowOf returns the row of a record that has the number.
func rowOf(t *record.Table, rec uint32, number int64) uint32 {
	from, _ := t.Rows(int(rec))
	return from + uint32(number)
}

// table makes a table of records, their junk cleared.
func (b *base) table(records func(*Record) bool) (*record.Table, error) {
	var list []Record
	var rec Record
	for records(&rec) {
		list = append(list, rec)
	}
	t, err := tableOf(list, b.options())
	if err == nil {
		b.Junk.Clear(t)
	}
	return t, err
}
