package beamdedupe

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/transforms/stats"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
)

func init() {
	beam.RegisterDoFn(&profileFn{})
	beam.RegisterDoFn(&profileSum{})
	beam.RegisterDoFn(overFloor)
	beam.RegisterDoFn(&baseFn{})
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

// profiled returns the base fact. Columns and junk are those of a frozen model, where
// there is one.
func profiled(s beam.Scope, cfg dedupe.Config, records beam.PCollection, model *beam.PCollection) beam.PCollection {
	s = s.Scope("profile")
	parts, suspects := beam.ParDo2(s, &profileFn{}, records)
	profile := beam.Combine(s, &profileSum{}, parts)
	if model != nil {
		return beam.ParDo(s, &frozenFn{}, profile, beam.SideInput{Input: *model})
	}
	frequent := beam.ParDo(s, overFloor, stats.SumPerKey(s, suspects))
	return beam.ParDo(s, &baseFn{Written: cfg.Junk}, profile, beam.SideInput{Input: frequent})
}

// profileFn counts records in batches: their profile, and how many rows have each
// value that may be junk.
type profileFn struct{ batch batch }

// ProcessElement counts a full batch.
func (f *profileFn) ProcessElement(r Record, profile func([]byte), suspect func(string, int64)) error {
	if f.batch.add(r) {
		return f.FinishBundle(profile, suspect)
	}
	return nil
}

// FinishBundle counts the last batch.
func (f *profileFn) FinishBundle(profile func([]byte), suspect func(string, int64)) error {
	t, err := f.batch.take(record.Options{})
	if err != nil || t.Len() == 0 {
		return err
	}
	profile(writeFact(dedupe.NewProfile(t)))
	counts := map[string]int64{}
	for column, hash := range dedupe.Suspects(t) {
		counts[wire.Key(append(wire.AppendHash(nil, hash), column...))]++
	}
	for key, n := range counts {
		suspect(key, n)
	}
	return nil
}

// profileSum adds profiles.
type profileSum struct{}

func (*profileSum) MergeAccumulators(a, b []byte) []byte {
	return addFact(a, b, func(p *dedupe.Profile, other dedupe.Profile) { p.Merge(other) })
}

// overFloor lets the values through that enough rows have.
func overFloor(key string, n int64, emit func(string, int64)) {
	if n > dedupe.JunkFloor {
		emit(key, n)
	}
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
