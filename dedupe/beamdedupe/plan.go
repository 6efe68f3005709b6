package beamdedupe

import (
	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
	"rollcall/dedupe/blocking"
)

func init() {
	beam.RegisterDoFn(&planFn{})
	beam.RegisterDoFn(&planSum{})
	beam.RegisterDoFn(&wholePlanFn{})
}

// planned is a blocking plan and the number of pairs that its blocks hold, each
// rule's counted.
type planned struct {
	Plan  blocking.Plan
	Pairs int64
}

// plans returns the blocking plan as a fact, and the blocks of two rows and more that
// records are in, by bins of ids (PCollection<KV<bin, parcel.Parcel>>): ids and keys.
func plans(s beam.Scope, cfg dedupe.Config, records, baseFact, rulesFact beam.PCollection) (planFact, live beam.PCollection) {
	s = s.Scope("plan")
	chains := chained(s, records, baseFact, rulesFact)
	base, rules := beam.SideInput{Input: baseFact}, beam.SideInput{Input: rulesFact}
	total := beam.SideInput{Input: totalled(s, chains, baseFact, rulesFact)}
	parts, live := beam.ParDo2(s, &planFn{Cfg: cfg}, chains, base, rules, total)
	sum := beam.SideInput{Input: beam.Combine(s, &planSum{}, parts)}
	return beam.ParDo(s, &wholePlanFn{}, rulesFact, sum), parcel.Deliver(s, live)
}

// planFn decides what is split in one part.
type planFn struct {
	Cfg       dedupe.Config
	surveying *surveying
	limit     int
}

// ProcessElement emits what the plan says of the part, and the blocks that its rows
// are in.
func (f *planFn) ProcessElement(part int64, packed parcel.Parcel, baseFact []byte, rules func(*[]byte) bool, totalFact []byte, emit func([]byte), live func(parcel.Parcel)) (err error) {
	if f.surveying == nil {
		if f.surveying, err = newSurveying(baseFact, rules); err != nil {
			return err
		}
		var t total
		if err := parseFact(totalFact, &t); err != nil {
			return err
		}
		if f.limit = f.Cfg.MaxBlock; f.limit == 0 {
			f.limit = t.Totals.Cap(f.Cfg.Budget(f.surveying.base.Profile.Records), 1)
		}
	}
	x, err := f.surveying.section(part, packed)
	if err != nil {
		return err
	}
	survey := x.survey()
	trial, plan := survey.Trial(f.limit), survey.Plan(f.limit)
	emit(writeFact(planned{*plan, trial.Sum()}))
	ids, hashes := make([]int64, len(x.rows)), make([]uint64, len(x.rows))
	for i, chain := range x.chains {
		ids[i], hashes[i] = x.rows[i].id, plan.Settled(x.rule, chain)
	}
	sendLive(x.rule, ids, hashes, live)
	return nil
}

// sendLive sends the blocks of two rows and more, once per record, to the bins of the ids, and returns the
// size of the largest. ids and hashes are those of the rows under one rule; 0: a row
// is in no block.
func sendLive(rule int, ids []int64, hashes []uint64, emit func(parcel.Parcel)) (largest int) {
	sizes := map[uint64]int{}
	for _, hash := range hashes {
		sizes[hash]++
	}
	type member struct {
		id   int64
		hash uint64
	}
	said := map[member]bool{}
	var mail parcel.Mail
	var value []byte
	for i, hash := range hashes {
		m := member{ids[i], hash}
		if hash == 0 || sizes[hash] < 2 || said[m] {
			continue
		}
		said[m] = true
		largest = max(largest, sizes[hash])
		value = appendKey(wire.AppendInts(value[:0], m.id), blocking.Key{Rule: rule, Hash: hash})
		mail.Add(binOf(m.id), value)
	}
	mail.Send(emit)
	return largest
}

func appendKey(b []byte, k blocking.Key) []byte {
	return wire.AppendInts(wire.AppendHash(b, k.Hash), int64(k.Rule))
}

func readKey(r *wire.Reader) blocking.Key { return blocking.Key{Hash: r.Hash(), Rule: int(r.Int())} }

// planSum adds plans.
type planSum struct{}

func (*planSum) MergeAccumulators(a, b []byte) []byte {
	return addFact(a, b, func(p *planned, other planned) {
		p.Plan.Merge(&other.Plan)
		p.Pairs += other.Pairs
	})
}

// wholePlanFn completes the plan where no record has any key.
type wholePlanFn struct{}

// ProcessElement emits the plan, a bare one when there is none.
func (*wholePlanFn) ProcessElement(rulesFact []byte, sums func(*[]byte) bool, emit func([]byte)) error {
	var sum []byte
	if sums(&sum) {
		emit(sum)
		return nil
	}
	var rules []blocking.Rule
	if err := parseFact(rulesFact, &rules); err != nil {
		return err
	}
	emit(writeFact(planned{Plan: blocking.Plan{Rules: rules, Cap: 1, Limit: 1, Split: make([][]uint64, len(rules))}}))
	return nil
}
