package blocking

import (
	"errors"
	"fmt"
	"slices"

	"rollcall/dedupe/record"
)

// ErrPlan says that a plan read from a file does not hold together.
var ErrPlan = errors.New("the blocking plan does not fit")

// Plan freezes how pairs are found. A record's blocking keys under a plan depend
// on nothing but the record.
type Plan struct {
	Rules []Rule     `json:"rules"`
	Cap   int        `json:"cap"`             // rows that a block had at most when the plan was made
	Limit int        `json:"limit"`           // rows that a block may grow to before finer keys split it
	Split [][]uint64 `json:"split,omitempty"` // by rule: the keys whose blocks were above the cap, ascending
}

// Check says what is wrong with a plan that was read from a file: ErrPlan.
func (p *Plan) Check() error {
	if p.Cap < 1 || p.Limit < p.Cap && p.Limit < 1 {
		return fmt.Errorf("%w: it has no cap", ErrPlan)
	}
	if len(p.Split) != len(p.Rules) {
		return fmt.Errorf("%w: %d rules, but the splits of %d", ErrPlan, len(p.Rules), len(p.Split))
	}
	for i, rule := range p.Rules {
		if len(rule.Keys) == 0 || !slices.IsSorted(p.Split[i]) {
			return fmt.Errorf("%w: rule %d", ErrPlan, i+1)
		}
	}
	return nil
}

// Key is a blocking key: two records that have one in common are a candidate pair.
type Key struct {
	Rule int // its number in the plan
	Hash uint64
}

// Keyer gives the records of one table their keys.
type Keyer struct {
	table *record.Table
	rules []compiled
	plan  *Plan
}

// NewKeyer makes a plan's rules ready for a table. An error wraps ErrUnknownPart.
func NewKeyer(t *record.Table, p *Plan) (*Keyer, error) {
	rules, err := compile(t, p.Rules)
	if err != nil {
		return nil, err
	}
	return &Keyer{t, rules, p}, nil
}

// Keys appends the keys of a record to list, by rule and row, those of blocks that
// were above the cap made finer; a key may come twice.
func (k *Keyer) Keys(list []Key, rec int) []Key {
	from, to := k.table.Rows(rec)
	for i := range k.rules {
		for row := from; row < to; row++ {
			if h := k.rules[i].settled(k.table.Row(row), k.plan.Split[i]); h != 0 {
				list = append(list, Key{i, h})
			}
		}
	}
	return list
}

// settled returns the key of the block that a row is in, given the keys whose
// blocks are split; 0: it is in none.
func (r *compiled) settled(row []record.Symbol, split []uint64) uint64 {
	return settle(split, r.key(row), len(r.finer), func(depth int) uint64 { return r.finer[depth].key(row) })
}

// settle makes a key finer, by at most so many parts, as long as its block is split.
func settle(split []uint64, key uint64, parts int, part func(depth int) uint64) uint64 {
	for depth := 0; key != 0 && len(split) > 0; depth++ {
		if _, above := slices.BinarySearch(split, key); !above {
			break
		}
		if depth == parts {
			return 0
		}
		key = record.Join(key, part(depth))
	}
	return key
}

// keyAt returns a row's key with so many of the finer keys.
func (r *compiled) keyAt(row []record.Symbol, depth int) uint64 {
	key := r.key(row)
	for _, finer := range r.finer[:depth] {
		key = record.Join(key, finer.key(row))
	}
	return key
}
