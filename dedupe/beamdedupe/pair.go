package beamdedupe

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
)

func init() {
	beam.RegisterDoFn(needsOf)
	beam.RegisterDoFn(&attachFn{})
}

// pairParts is into how many parts a sample of pairs is cut: at most as many as partSet
// has bits. A part's records are in a worker's memory.
const pairParts = 8

// partSet is a set of parts.
type partSet uint8

// withRecords brings a sample of pairs of rows (PCollection<KV<part, parcel.Parcel>>, of
// each pair the id and the row's number of one, then of the other) together with their
// records: PCollection<CoGBK<part, records, pairs>>. The sample's ids are in every
// worker's memory.
func withRecords(s beam.Scope, records, pairs beam.PCollection) beam.PCollection {
	needs := beam.Combine(s, &gatherFn{}, beam.ParDo(s, needsOf, pairs))
	attached := beam.ParDo(s, &attachFn{}, records, beam.SideInput{Input: needs})
	return beam.CoGroupByKey(s, parcel.Deliver(s, attached), pairs)
}

// needsOf emits the ids of some pairs' records, each with the part that needs it.
func needsOf(part int64, pairs parcel.Parcel, emit func([]byte)) error {
	ids := map[int64]bool{}
	r := pairs.Read()
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
type attachFn struct{ parts map[int64]partSet }

// ProcessElement sends records to each of their parts.
func (f *attachFn) ProcessElement(records parcel.Parcel, needs func(*[]byte) bool, emit func(parcel.Parcel)) error {
	if f.parts == nil {
		if err := f.read(needs); err != nil {
			return err
		}
	}
	if len(f.parts) == 0 {
		return nil
	}
	var mail parcel.Mail
	list, err := recordsIn(records)
	for _, rec := range list {
		for part, parts := int64(0), f.parts[rec.ID]; parts != 0; part, parts = part+1, parts>>1 {
			if parts&1 != 0 {
				mail.Add(part, appendRecord(nil, rec))
			}
		}
	}
	mail.Send(emit)
	return err
}

func (f *attachFn) read(needs func(*[]byte) bool) error {
	f.parts = map[int64]partSet{}
	var data []byte
	for needs(&data) {
		r := wire.Reader{Data: data}
		for r.More() {
			id := r.Int()
			f.parts[id] |= 1 << (r.Int() & (pairParts - 1))
		}
		if err := r.Err(); err != nil {
			return err
		}
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
