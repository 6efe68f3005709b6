package beamdedupe

import (
	"cmp"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
)

func init() {
	beam.RegisterDoFn(&spreadFn{})
	beam.RegisterDoFn(byBin)
}

// recordsPerShare is for about how many records a share is made. A record goes to more
// than one share where it is in several blocks.
const recordsPerShare = 4096

// shares returns into how many shares blocks are cut.
func (b *base) shares() uint64 { return uint64(b.Profile.Records/recordsPerShare) + 1 }

// share returns the share that a block is in.
func (b *base) share(k blocking.Key) int64 {
	return int64(record.Mix(k.Hash^uint64(k.Rule)) % b.shares())
}

// shared brings the records of each share of the blocks together:
// PCollection<KV<share, parcel.Parcel>>. A share holds whole blocks, and their records once.
func shared(s beam.Scope, records, baseFact, live beam.PCollection) beam.PCollection {
	s = s.Scope("blocks")
	both := beam.CoGroupByKey(s, beam.ParDo(s, byBin, records), live)
	return packed(s, parcel.Deliver(s, beam.ParDo(s, &spreadFn{}, both, beam.SideInput{Input: baseFact})))
}

// byBin keys records, which are of one bin, by it.
func byBin(records parcel.Parcel, emit func(int64, parcel.Parcel)) error {
	r := records.Read()
	if id := r.Int(); r.Err() == nil {
		emit(binOf(id), records)
	}
	return r.Err()
}

// spreadFn sends records to the shares of their blocks.
type spreadFn struct{ base *base }

// ProcessElement sends one bin's records to each of their shares.
func (f *spreadFn) ProcessElement(_ int64, records, live func(*parcel.Parcel) bool, baseFact []byte, emit func(parcel.Parcel)) error {
	if f.base == nil {
		f.base = &base{}
		if err := parseFact(baseFact, f.base); err != nil {
			return err
		}
	}
	wanted, err := f.base.wanted(all(live))
	if err != nil {
		return err
	}
	var mail parcel.Mail
	var value []byte
	for _, p := range all(records) {
		list, err := recordsIn(p)
		if err != nil {
			return err
		}
		for _, rec := range list {
			value = appendRecord(value[:0], rec)
			at, _ := slices.BinarySearchFunc(wanted, rec.ID, func(w want, id int64) int { return cmp.Compare(w.id, id) })
			for ; at < len(wanted) && wanted[at].id == rec.ID; at++ {
				mail.Add(wanted[at].share, value)
			}
		}
	}
	mail.Send(emit)
	return nil
}

// want says that a share wants a record.
type want struct{ id, share int64 }

// wanted reads the blocks of records and returns the shares that want them, by id, each
// once.
func (b *base) wanted(live []parcel.Parcel) (list []want, err error) {
	for _, p := range live {
		r := p.Read()
		for r.More() {
			list = append(list, want{r.Int(), b.share(readKey(&r))})
		}
		if err := r.Err(); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(list, func(x, y want) int { return cmp.Or(cmp.Compare(x.id, y.id), cmp.Compare(x.share, y.share)) })
	return slices.Compact(list), nil
}
