package beamdedupe

import (
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
)

func init() {
	beam.RegisterDoFn(&spreadFn{})
	beam.RegisterDoFn(byID)
}

// recordsPerShare is about how many records a share is made for: some six blocks of
// each are in one.
const recordsPerShare = 500

// shares returns into how many shares blocks are cut.
func (b *base) shares() uint64 { return uint64(b.Profile.Records/recordsPerShare) + 1 }

// share returns the share that a block is in.
func (b *base) share(k blocking.Key) int64 {
	return int64(record.Mix(k.Hash^uint64(k.Rule)) % b.shares())
}

// shared brings the records of each share of the blocks together, packed:
// PCollection<KV<share, bytes>>. A share holds whole blocks, and their records once.
func shared(s beam.Scope, records, baseFact, live beam.PCollection) beam.PCollection {
	s = s.Scope("blocks")
	both := beam.CoGroupByKey(s, beam.ParDo(s, byID, records), live)
	return packed(s, beam.ParDo(s, &spreadFn{}, both, beam.SideInput{Input: baseFact}))
}

func byID(rec Record, emit func(int64, Record)) { emit(rec.ID, rec) }

// spreadFn sends a record to the shares of its blocks.
type spreadFn struct{ base *base }

// ProcessElement emits the record by each share.
func (f *spreadFn) ProcessElement(_ int64, records func(*Record) bool, live func(*[]byte) bool, baseFact []byte, emit func(int64, []byte)) error {
	if f.base == nil {
		f.base = &base{}
		if err := parseFact(baseFact, f.base); err != nil {
			return err
		}
	}
	var rec Record
	var shares []int64
	var data []byte
	for live(&data) {
		key, err := parseKey(data)
		if err != nil {
			return err
		}
		if share := f.base.share(key); !slices.Contains(shares, share) {
			shares = append(shares, share)
		}
	}
	if records(&rec) {
		data := wire.AppendBytes(nil, encodeRecord(rec))
		for _, share := range shares {
			emit(share, data)
		}
	}
	return nil
}

func parseKey(data []byte) (blocking.Key, error) {
	r := wire.Reader{Data: data}
	k := blocking.Key{Hash: r.Hash(), Rule: int(r.Int())}
	return k, r.Err()
}

// unpack makes a table of packed records, their junk cleared.
func (b *base) unpack(packed []byte) (*record.Table, error) {
	var list []Record
	r := wire.Reader{Data: packed}
	for r.More() {
		rec, err := decodeRecord(r.Bytes())
		if err != nil {
			return nil, err
		}
		list = append(list, rec)
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	t, err := tableOf(list, b.options())
	if err == nil {
		b.Junk.Clear(t)
	}
	return t, err
}
