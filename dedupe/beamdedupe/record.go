package beamdedupe

import (
	"cmp"
	"slices"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
)

// Record is a customer and those that were merged into it, each a record.Prepared,
// its own first.
type Record struct {
	ID    int64
	Parts [][]byte
}

func appendRecord(b []byte, rec Record) []byte {
	b = wire.AppendInts(b, rec.ID, int64(len(rec.Parts)))
	for _, part := range rec.Parts {
		b = wire.AppendBytes(b, part)
	}
	return b
}

// readRecord reads what appendRecord wrote; its parts are those of the reader's data.
func readRecord(r *wire.Reader) Record {
	rec := Record{ID: r.Int()}
	for range r.Int() {
		rec.Parts = append(rec.Parts, r.Bytes())
		if r.Err() != nil {
			break
		}
	}
	return rec
}

// recordsIn reads a parcel of records.
func recordsIn(p parcel.Parcel) (list []Record, err error) {
	r := p.Read()
	for r.More() {
		list = append(list, readRecord(&r))
	}
	return list, r.Err()
}

// idBins is into how many bins ids are cut. What is known of one bin's customers is in
// a worker's memory when it is brought together: 140 MB where there are 1,000 million.
const idBins = 1024

// binOf returns the bin of an id.
func binOf(id int64) int64 { return int64(record.Mix(uint64(id)) % idBins) }

// tableOf makes a table of records; one that comes several times is in it once.
func tableOf(records []Record, o record.Options) (*record.Table, error) {
	slices.SortFunc(records, func(a, b Record) int { return cmp.Compare(a.ID, b.ID) })
	records = slices.CompactFunc(records, func(a, b Record) bool { return a.ID == b.ID })
	count := 0
	for i := range records {
		count += len(records[i].Parts)
	}
	prepared := make([]record.Prepared, 0, count) // in one piece: there are many
	list := make([]*record.Prepared, 0, count)
	for i := range records {
		for _, part := range records[i].Parts {
			prepared = append(prepared, record.Prepared{})
			p := &prepared[len(list)]
			if err := p.UnmarshalBinary(part); err != nil {
				return nil, err
			}
			list = append(list, p)
		}
	}
	return record.NewTable(list, o), nil
}

// batchSize is how many records make a table where any will do.
const batchSize = 8192

// batch gathers records into tables.
type batch struct{ records []Record }

// add takes a parcel of records and says whether the batch is full.
func (b *batch) add(p parcel.Parcel) (full bool, err error) {
	list, err := recordsIn(p)
	b.records = append(b.records, list...)
	return len(b.records) >= batchSize, err
}

// take empties the batch into a table.
func (b *batch) take(o record.Options) (*record.Table, error) {
	t, err := tableOf(b.records, o)
	clear(b.records)
	b.records = b.records[:0]
	return t, err
}

// table makes a table of the records of parcels, their junk cleared.
func (b *base) table(parcels ...parcel.Parcel) (*record.Table, error) {
	var list []Record
	for _, p := range parcels {
		more, err := recordsIn(p)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	t, err := tableOf(list, b.options())
	if err == nil {
		b.Junk.Clear(t)
	}
	return t, err
}

// all reads all parcels that came together.
func all(parcels func(*parcel.Parcel) bool) (list []parcel.Parcel) {
	var p parcel.Parcel
	for parcels(&p) {
		list = append(list, p)
	}
	return list
}
