package beamdedupe

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
)

func init() {
	beam.RegisterDoFn(&chainFn{})
	beam.RegisterDoFn(pack)
	beam.RegisterDoFn(never)
}

// keyBins is into how many parts a rule's keys are cut, at least. The chains of one
// part, some 50 bytes each, are in a worker's memory.
const keyBins = 64

// rowsPerBin is how many rows a part is made for where there are many.
const rowsPerBin = 200_000

// bins returns into how many parts a rule's keys are cut.
func (b *base) bins() uint64 { return uint64(max(keyBins, b.Profile.Rows/rowsPerBin)) }

// chained groups the rows of all records by their keys under the rules of a fact:
// packed chains (PCollection<KV<part, parcel.Parcel>>), by rule and part. Without the fact the rules are those of the
// catalogue, in a share of their keys.
func chained(s beam.Scope, records, baseFact, rulesFact beam.PCollection) beam.PCollection {
	chains := beam.ParDo(s, &chainFn{}, records, beam.SideInput{Input: baseFact}, beam.SideInput{Input: rulesFact})
	return packed(s, parcel.Deliver(s, chains))
}

// packed groups parcels by key and makes one of each group, so that several steps can
// take it: not every engine gives a group to more than one.
func packed(s beam.Scope, parts beam.PCollection) beam.PCollection {
	return beam.ParDo(s, pack, beam.GroupByKey(s, parts))
}

func pack(key int64, parts func(*parcel.Parcel) bool, emit func(int64, parcel.Parcel)) {
	var whole []byte
	for _, p := range all(parts) {
		whole = append(whole, p.Data...)
	}
	emit(key, parcel.Parcel{Data: whole})
}

// noFact returns a fact that is not there.
func noFact(s beam.Scope) beam.PCollection { return beam.ParDo(s, never, beam.Impulse(s)) }

func never([]byte, func([]byte)) {}

// surveying is what a survey of keys goes by.
type surveying struct {
	base   base
	rules  []blocking.Rule
	one    int
	trying bool // of the catalogue's rules: rows have marks
}

// newSurveying reads the base and the rules, of which there is a fact or none.
func newSurveying(baseFact []byte, rules func(*[]byte) bool) (*surveying, error) {
	v := &surveying{one: 1}
	if err := parseFact(baseFact, &v.base); err != nil {
		return nil, err
	}
	var fact []byte
	if rules(&fact) {
		return v, parseFact(fact, &v.rules)
	}
	v.rules, v.one, v.trying = blocking.Catalogue(v.base.Profile.Fields), dedupe.ChoiceOne(v.base.Profile.Rows), true
	return v, nil
}

// bare returns a plan of the rules that splits nothing.
func (v *surveying) bare() *blocking.Plan {
	return &blocking.Plan{Rules: v.rules, Split: make([][]uint64, len(v.rules))}
}

// chainFn sends the chains of the records' rows to their rules' parts.
type chainFn struct {
	surveying *surveying
	batch     batch
}

// ProcessElement takes a full batch apart.
func (f *chainFn) ProcessElement(records parcel.Parcel, baseFact []byte, rules func(*[]byte) bool, emit func(parcel.Parcel)) (err error) {
	if f.surveying == nil {
		if f.surveying, err = newSurveying(baseFact, rules); err != nil {
			return err
		}
	}
	if full, err := f.batch.add(records); err != nil || !full {
		return err
	}
	return f.takeApart(emit)
}

// FinishBundle takes the last batch apart.
func (f *chainFn) FinishBundle(_ []byte, _ func(*[]byte) bool, emit func(parcel.Parcel)) error {
	return f.takeApart(emit)
}

func (f *chainFn) takeApart(emit func(parcel.Parcel)) error {
	if len(f.batch.records) == 0 {
		return nil
	}
	v := f.surveying
	t, err := f.batch.take(v.base.options())
	if err != nil {
		return err
	}
	v.base.Junk.Clear(t)
	keyer, err := blocking.NewKeyer(t, v.bare())
	if err != nil {
		return err
	}
	var mail parcel.Mail
	var value []byte
	for rec := range t.Len() {
		for c := range keyer.Chains(rec) {
			key := c.Chain[0]
			if key%uint64(v.one) != 0 {
				continue
			}
			value = v.appendRow(value[:0], row{t.Refs[rec].ID, int64(c.Row), t.Mark(uint32(rec))}, c.Chain)
			mail.Add(v.part(c.Rule, key), value)
		}
	}
	mail.Send(emit)
	return nil
}

// part returns the number of the part that a rule's key is in.
func (v *surveying) part(rule int, key uint64) int64 {
	return int64(uint64(rule)*v.base.bins() + record.Mix(key)%v.base.bins())
}

// row names a row of a record.
type row struct {
	id, number int64
	mark       uint64 // of the record
}

func (v *surveying) appendRow(b []byte, r row, chain blocking.Chain) []byte {
	b = wire.AppendInts(b, r.id, r.number)
	if v.trying {
		b = wire.AppendHash(b, r.mark)
	}
	for _, hash := range chain {
		b = wire.AppendHash(b, hash)
	}
	return b
}

func (v *surveying) readRow(r *wire.Reader) row {
	row := row{id: r.Int(), number: r.Int()}
	if v.trying {
		row.mark = r.Hash()
	}
	return row
}

// section is one part of a rule's keys: the rows that have them, with their chains.
type section struct {
	*surveying
	rule   int
	rows   []row
	chains []blocking.Chain
}

// section reads a part's rows.
func (v *surveying) section(part int64, packed parcel.Parcel) (*section, error) {
	x := &section{surveying: v, rule: int(uint64(part) / v.base.bins())}
	width := 1 + len(v.rules[x.rule].Finer)
	var hashes blocking.Chain // of all rows: one by one they would be many small pieces
	r := packed.Read()
	for r.More() {
		x.rows = append(x.rows, v.readRow(&r))
		for range width {
			hashes = append(hashes, r.Hash())
		}
	}
	for i := range x.rows {
		x.chains = append(x.chains, hashes[i*width:(i+1)*width])
	}
	return x, r.Err()
}

// survey surveys the part.
func (x *section) survey() *blocking.Survey {
	return blocking.SurveyChains(x.rules, x.rule, x.chains, x.one)
}

// pairMark returns the mark of two of the part's rows, unless they are of one record.
func (x *section) pairMark(a, b uint32) (mark uint64, ok bool) {
	return record.PairMark(x.rows[a].mark, x.rows[b].mark), x.rows[a].id != x.rows[b].id
}
