package beamdedupe

import (
	"cmp"
	"reflect"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
)

func init() {
	beam.RegisterCoder(reflect.TypeFor[Record](), encodeRecord, decodeRecord)
	register.Emitter1[Record]()
	register.Emitter1[[]byte]()
	register.Iter1[Record]()
	register.Iter1[[]byte]()
}

// Record is a customer and those that were merged into it, each a record.Prepared,
// its own first.
type Record struct {
	ID    int64
	Parts [][]byte
}

func encodeRecord(r Record) []byte {
	size := 12
	for _, part := range r.Parts {
		size += len(part) + 3
	}
	b := wire.AppendInts(make([]byte, 0, size), r.ID)
	for _, part := range r.Parts {
		b = wire.AppendBytes(b, part)
	}
	return b
}

func decodeRecord(data []byte) (Record, error) {
	r := wire.Reader{Data: slices.Clone(data)}
	rec := Record{ID: r.Int()}
	for r.More() {
		rec.Parts = append(rec.Parts, r.Bytes())
	}
	return rec, r.Err()
}

// tableOf makes a table of records; one that comes several times is in it once.
func tableOf(records []Record, o record.Options) (*record.Table, error) {
	slices.SortFunc(records, func(a, b Record) int { return cmp.Compare(a.ID, b.ID) })
	list := make([]*record.Prepared, 0, len(records))
	for i := range records {
		if i > 0 && records[i].ID == records[i-1].ID {
			continue
		}
		for _, part := range records[i].Parts {
			p := &record.Prepared{}
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

// batch gathers the records of a bundle into tables.
type batch struct{ records []Record }

// add takes a record and says whether the batch is full.
func (b *batch) add(r Record) (full bool) {
	b.records = append(b.records, r)
	return len(b.records) >= batchSize
}

// take empties the batch into a table.
func (b *batch) take(o record.Options) (*record.Table, error) {
	t, err := tableOf(b.records, o)
	b.records = b.records[:0]
	return t, err
}
