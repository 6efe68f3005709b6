package scoring

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"rollcall/dedupe/normalize"
	"rollcall/dedupe/record"
)

// unit is one bit of evidence in fixed point: weights are whole numbers of
// 1/10,000 bit, so that a sum is exact, in any order and in print.
const unit = 10_000

const (
	ownHolders   = 1.5  // holders of a value that are not others: oneself, and what having been seen adds
	fewestOthers = 0.02 // other holders that any value is taken to have at least
)

// maxValues bounds the frequent values that a model keeps per comparison.
const maxValues = 1 << 16

// Frequencies says how rare the values of one comparison are. Bits are in
// 1/10,000: how much less likely than always a second, unrelated record has the
// value. Values that are not listed have Rest.
type Frequencies struct {
	Comparison string   `json:"comparison"`
	Rest       int32    `json:"rest"`
	Usual      int32    `json:"usual"`            // of what two near values have in common
	Holders    float64  `json:"holders"`          // how many have any value
	Repeat     float64  `json:"repeat"`           // probability that two holders have the same one
	Hashes     []uint64 `json:"hashes,omitempty"` // ascending
	Bits       []int32  `json:"bits,omitempty"`
}

// bits returns the rarity of a value by its hash.
func (f *Frequencies) bits(hash uint64) int32 {
	if i, ok := slices.BinarySearch(f.Hashes, hash); ok {
		return f.Bits[i]
	}
	return f.Rest
}

// Counted is a value, by its hash, with the number of records, or of differently
// named ones, that have it.
type Counted struct {
	Hash  uint64 `json:"hash"`
	Count int64  `json:"count"`
}

// Tally sums up how often the values of one comparison occur. Tallies of different
// values of it add up: Merge.
type Tally struct {
	Comparison string    `json:"comparison"`
	Every      bool      `json:"every"`              // every row counts, not once per name
	Holders    int64     `json:"holders"`            // rows, or differently named ones, that have a value
	One        int64     `json:"one"`                // values that one has
	Two        int64     `json:"two"`                // values that two have
	Repeats    int64     `json:"repeats"`            // pairs of holders of one value, twice
	Frequent   []Counted `json:"frequent,omitempty"` // values that three and more have
}

// NewTally sums up values, all holders of each at once, and sorts them: by row
// (every) or once per name that its rows have. Five duplicates of one person with one
// phone are one holder of it, five people with one phone are five.
func NewTally(comparison string, every bool, values []Holder) Tally {
	sortHolders(values)
	t := Tally{Comparison: comparison, Every: every}
	count := int64(0)
	for i, v := range values {
		if every || i == 0 || v != values[i-1] {
			count++
		}
		if i+1 == len(values) || values[i+1].Value != v.Value {
			t.add(v.Value, count)
			count = 0
		}
	}
	return t
}

func (t *Tally) add(hash uint64, count int64) {
	t.Holders += count
	t.Repeats += count * (count - 1)
	switch count {
	case 1:
		t.One++
	case 2:
		t.Two++
	default:
		t.Frequent = append(t.Frequent, Counted{hash, count})
	}
}

// Merge adds the tally of other values of the same comparison.
func (t *Tally) Merge(other Tally) {
	t.Holders, t.Repeats = t.Holders+other.Holders, t.Repeats+other.Repeats
	t.One, t.Two = t.One+other.One, t.Two+other.Two
	t.Frequent = append(t.Frequent, other.Frequent...)
	if len(t.Frequent) > 2*maxValues { // the others will not be listed
		t.Frequent = t.mostFrequent()
	}
}

// Frequencies says how rare the values of a whole tally are.
func (t *Tally) Frequencies() Frequencies {
	holders := float64(t.Holders)
	f := Frequencies{Comparison: t.Comparison, Holders: holders}
	if holders < 2 {
		return f
	}
	f.Repeat = float64(t.Repeats) / (holders * (holders - 1))
	others := t.repeatRate()
	if t.Every {
		others = 0.5
	}
	f.Rest = rareness(others, holders)
	var values []frequent
	for _, c := range t.mostFrequent() {
		bits := rareness(max(others, float64(c.Count)-ownHolders), holders)
		f.Hashes, f.Bits = append(f.Hashes, c.Hash), append(f.Bits, bits)
		values = append(values, frequent{bits, float64(c.Count) / holders})
	}
	f.Usual = usual(values, f.Rest)
	return f
}

// mostFrequent returns the values that are worth listing, by hash.
func (t *Tally) mostFrequent() []Counted {
	list := slices.Clone(t.Frequent)
	slices.SortFunc(list, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Hash, b.Hash))
	})
	list = list[:min(len(list), maxValues)]
	slices.SortFunc(list, func(a, b Counted) int { return cmp.Compare(a.Hash, b.Hash) })
	return list
}

// repeatRate estimates how many other holders a value seen at one has, by the
// share of values with two (Good and Turing's rule), kept within sober bounds.
func (t *Tally) repeatRate() float64 {
	return min(1, max(fewestOthers, 2*float64(t.Two)/max(1, float64(t.One))))
}

func rareness(others, holders float64) int32 {
	return int32(math.Round(unit * max(0, -math.Log2(others/holders))))
}

// nameKey is a coarse key of who a row is about: people with the same key have
// names that could be one.
func nameKey(t *record.Table, row []record.Symbol) uint64 {
	first, last := &t.Names[row[record.First]], &t.Names[row[record.Last]]
	key := record.Hash(clip(first.Text)+" "+clip(last.Text)) ^ 1
	if first.Text > last.Text {
		key = record.Hash(clip(last.Text)+" "+clip(first.Text)) ^ 1
	}
	if org := row[record.Org]; first.Text == "" && last.Text == "" && org != 0 {
		word, _, _ := strings.Cut(t.Texts[record.Org].At(org).Text, " ")
		key = record.Hash(normalize.Phonetic(word)) | 1
	}
	return key
}

// clip returns a name's first letter.
func clip(name string) string { return name[:min(1, len(name))] }
