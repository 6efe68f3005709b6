package beamdedupe

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
)

func init() {
	beam.RegisterDoFn(&profileFn{})
	beam.RegisterDoFn(&profileSum{})
	beam.RegisterDoFn(overFloor)
	beam.RegisterDoFn(&baseFn{})
	register.Emitter1[[]byte]()
	register.Iter1[[]byte]()
	register.Emitter2[string, int64]()
	register.Iter2[string, int64]()
}

// base is what is counted in all records before anything is compared.
type base struct {
	Profile dedupe.Profile
	Junk    dedupe.Junk
}

// options say how tables are made once the base is known.
func (b *base) options() record.Options {
	return record.Options{Frozen: true, Fields: b.Profile.Fields}
}

// profiled returns the base fact and the records with the smallest marks, as markedIn
// reads them. Columns and junk are those of a frozen model, where there is one.
func profiled(s beam.Scope, cfg dedupe.Config, records beam.PCollection, model *beam.PCollection) (base, drawn beam.PCollection) {
	s = s.Scope("profile")
	parts, suspects, marks := beam.ParDo3(s, &profileFn{}, records)
	profile := beam.Combine(s, &profileSum{}, parts)
	drawn = beam.Combine(s, &smallestFn{}, marks)
	if model != nil {
		return beam.ParDo(s, &frozenFn{}, profile, beam.SideInput{Input: *model}), drawn
	}
	frequent := beam.ParDo(s, overFloor, beam.GroupByKey(s, parcel.Deliver(s, suspects)))
	return beam.ParDo(s, &baseFn{Written: cfg.Junk}, profile, beam.SideInput{Input: frequent}), drawn
}

// profileFn counts records in batches: their profile, how many rows have each value
// that may be junk, and which have the smallest marks.
type profileFn struct{ batch batch }

// ProcessElement counts a full batch.
func (f *profileFn) ProcessElement(records parcel.Parcel, profile func([]byte), suspects func(parcel.Parcel), marks func([]byte)) error {
	if full, err := f.batch.add(records); err != nil || !full {
		return err
	}
	return f.count(profile, suspects, marks)
}

// FinishBundle counts the last batch.
func (f *profileFn) FinishBundle(profile func([]byte), suspects func(parcel.Parcel), marks func([]byte)) error {
	return f.count(profile, suspects, marks)
}

func (f *profileFn) count(profile func([]byte), suspects func(parcel.Parcel), marks func([]byte)) error {
	t, err := f.batch.take(record.Options{})
	if err != nil || t.Len() == 0 {
		return err
	}
	profile(writeFact(dedupe.NewProfile(t)))
	marks(appendMarked(nil, smallest(marksOf(t))))
	type suspect struct {
		column string
		hash   uint64
	}
	counts := map[suspect]int64{}
	for column, hash := range dedupe.Suspects(t) {
		counts[suspect{column, hash}]++
	}
	var mail parcel.Mail
	for s, n := range counts {
		mail.Add(int64(s.hash%valueBins), wire.AppendInts(wire.AppendHash(wire.AppendText(nil, s.column), s.hash), n))
	}
	mail.Send(suspects)
	return nil
}

// profileSum adds profiles.
type profileSum struct{}

func (*profileSum) MergeAccumulators(a, b []byte) []byte {
	return addFact(a, b, func(p *dedupe.Profile, other dedupe.Profile) { p.Merge(other) })
}

// overFloor adds up one bin's suspects and lets the values through that enough rows
// have.
func overFloor(_ int64, suspects func(*parcel.Parcel) bool, emit func(string, int64)) error {
	counts := map[string]int64{}
	for _, p := range all(suspects) {
		r := p.Read()
		for r.More() {
			column, hash := r.Bytes(), r.Hash()
			counts[string(append(wire.AppendHash(nil, hash), column...))] += r.Int()
		}
		if err := r.Err(); err != nil {
			return err
		}
	}
	for key, n := range counts {
		if n > dedupe.JunkFloor {
			emit(wire.Key([]byte(key)), n)
		}
	}
	return nil
}

// baseFn decides which values are junk.
type baseFn struct{ Written map[string][]string }

// ProcessElement makes the base of a profile.
func (f *baseFn) ProcessElement(profile []byte, frequent func(*string, *int64) bool, emit func([]byte)) error {
	var b base
	if err := parseFact(profile, &b.Profile); err != nil {
		return err
	}
	values := map[string][]scoring.Counted{}
	var key string
	var n int64
	for frequent(&key, &n) {
		data, err := wire.ParseKey(key)
		if err != nil {
			return err
		}
		r := wire.Reader{Data: data}
		value := scoring.Counted{Hash: r.Hash(), Count: n}
		column := string(r.Data)
		values[column] = append(values[column], value)
	}
	b.Junk = b.Profile.Junk(f.Written, values)
	emit(writeFact(b))
	return nil
}
