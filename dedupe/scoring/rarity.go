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

// maxValues bounds the frequent values that a model keeps per comparison.
const maxValues = 1 << 16

// Frequencies says how rare the values of one comparison are. Bits are in
// 1/10,000: how much less likely than always a second, unrelated record has the
// value. Values that are not listed have Rest.
type Frequencies struct {
	Comparison string   `json:"comparison"`
	Rest       int32    `json:"rest"`
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

// counted is a value with the number of records, or of differently named ones,
// that have it.
type counted struct {
	hash  uint64
	count float64
}

// frequencies counts the values of a column, by record (every) or once per name
// that its records have: five duplicates of one person with one phone are one
// holder of it, five people with one phone are five.
func frequencies(name string, values []holder, every bool) Frequencies {
	counts, holders := countHolders(values, every)
	f := Frequencies{Comparison: name, Holders: holders}
	if holders < 2 {
		return f
	}
	for _, c := range counts {
		f.Repeat += c.count * (c.count - 1)
	}
	f.Repeat /= holders * (holders - 1)
	others := repeatRate(counts)
	if every {
		others = 0.5
	}
	f.Rest = rareness(others, holders)
	slices.SortFunc(counts, func(a, b counted) int {
		return cmp.Or(cmp.Compare(b.count, a.count), cmp.Compare(a.hash, b.hash))
	})
	for i, c := range counts {
		if c.count < 3 || i == maxValues {
			counts = counts[:i]
			break
		}
	}
	slices.SortFunc(counts, func(a, b counted) int { return cmp.Compare(a.hash, b.hash) })
	for _, c := range counts {
		f.Hashes = append(f.Hashes, c.hash)
		f.Bits = append(f.Bits, rareness(max(others, c.count-1.5), holders))
	}
	return f
}

// holder is one record's value and the coarse key of its name.
type holder struct{ value, name uint64 }

// countHolders sorts the values and returns the count of each, and their sum.
func countHolders(values []holder, every bool) ([]counted, float64) {
	slices.SortFunc(values, compareHolders)
	var counts []counted
	sum := 0.0
	for i, v := range values {
		if i == 0 || v.value != values[i-1].value {
			counts = append(counts, counted{hash: v.value})
		} else if !every && v.name == values[i-1].name {
			continue
		}
		counts[len(counts)-1].count++
		sum++
	}
	return counts, sum
}

// compareHolders looks at names only where values are the same: millions are sorted.
func compareHolders(a, b holder) int {
	if a.value != b.value {
		return cmp.Compare(a.value, b.value)
	}
	return cmp.Compare(a.name, b.name)
}

// repeatRate estimates how many other holders a value seen at one has, by the
// share of values with two (Good and Turing's rule), kept within sober bounds.
func repeatRate(counts []counted) float64 {
	one, two := 0.0, 0.0
	for _, c := range counts {
		switch c.count {
		case 1:
			one++
		case 2:
			two++
		}
	}
	return min(1, max(0.02, 2*two/max(1, one)))
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
		word, _, _ := strings.Cut(t.Texts[record.Org][org].Text, " ")
		key = record.Hash(normalize.Phonetic(word)) | 1
	}
	return key
}

// clip returns a name's first letter.
func clip(name string) string { return name[:min(1, len(name))] }
