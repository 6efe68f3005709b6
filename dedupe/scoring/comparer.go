package scoring

import (
	"iter"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"rollcall/dedupe/record"
)

// The names under which a model keeps the frequencies of postal codes and cities,
// which serve the address comparison, and of emails' local parts.
const (
	zipFrequencies   = "address.zip"
	cityFrequencies  = "address.city"
	localFrequencies = "email.local"
)

// Frequency counts how rare the values of a table are, per comparison that uses
// it, and for postal codes, cities and local parts of emails.
func Frequency(t *record.Table, comparisons []Comparison) []Frequencies {
	keys := make([]uint64, t.RowCount())
	spans(len(keys), func(from, to int) {
		for row := from; row < to; row++ {
			keys[row] = nameKey(t, t.Row(uint32(row)))
		}
	})
	columns := countings(t, comparisons)
	list := make([]Frequencies, len(columns))
	var group sync.WaitGroup
	var next atomic.Int64
	for range min(len(columns), runtime.GOMAXPROCS(0)) { // each holds a column in memory
		group.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(columns)); i = next.Add(1) - 1 {
				tally := NewTally(columns[i].name, columns[i].every, columns[i].holders(t, keys))
				list[i] = tally.Frequencies()
			}
		})
	}
	group.Wait()
	return list
}

// Counting names what the frequencies of one column are counted of, and how: each
// row (Every), or once per name. Values yields the holders.
type Counting struct {
	Comparison string
	Every      bool
	Values     iter.Seq[Holder]
}

// Countings returns what is counted in a table, in the order of a model's
// frequencies. NewTally takes the values, of one table or brought together from many.
func Countings(t *record.Table, comparisons []Comparison) []Counting {
	var list []Counting
	for _, c := range countings(t, comparisons) {
		list = append(list, Counting{c.name, c.every, func(yield func(Holder) bool) {
			for row := range uint32(t.RowCount()) {
				symbols := t.Row(row)
				if h := c.hash(symbols); h != 0 && !yield(Holder{h, nameKey(t, symbols)}) {
					return
				}
			}
		}})
	}
	return list
}

func countings(t *record.Table, comparisons []Comparison) []counting {
	columns := []counting{
		{zipFrequencies, true, func(row []record.Symbol) uint64 { return t.Places.At(row[record.Address]).ZipKey }},
		{cityFrequencies, true, func(row []record.Symbol) uint64 { return t.Places.At(row[record.Address]).CityKey }},
		{localFrequencies, true, func(row []record.Symbol) uint64 { return t.Texts[record.Email].At(row[record.Email]).Part }},
	}
	for _, c := range comparisons {
		if c.usesFrequency() {
			columns = append(columns, counting{c.Name, c.everyRow(), func(row []record.Symbol) uint64 { return c.hash(t, row) }})
		}
	}
	return columns
}

// counting says how the frequencies of one column are counted: each row, or
// once per name; and by which hash.
type counting struct {
	name  string
	every bool
	hash  func(row []record.Symbol) uint64
}

// holders returns the rows that have a value, with the keys of their names.
func (c *counting) holders(t *record.Table, keys []uint64) []Holder {
	values := make([]Holder, 0, len(keys))
	for row := range keys {
		if h := c.hash(t.Row(uint32(row))); h != 0 {
			values = append(values, Holder{h, keys[row]})
		}
	}
	return values
}

func (c *Comparison) usesFrequency() bool { return c.kind != suffix && c.kind != middleName }

// everyRow says whether values are counted in each row, not once per name.
func (c *Comparison) everyRow() bool { return c.kind == givenName || c.kind == familyName }

func (c *Comparison) hash(t *record.Table, row []record.Symbol) uint64 {
	if c.kind == address {
		return t.Places.At(row[record.Address]).HouseKey
	}
	return t.HashOf(c.column, row[c.column])
}

// NewComparer prepares the comparisons of a model for a table.
func NewComparer(t *record.Table, m *Model) *Comparer {
	c := &Comparer{table: t, comparisons: named(t, m.Parameters), sketches: sketches(t)}
	c.at = places{c.find(givenName), c.find(familyName), c.find(email), c.find(emailForm)}
	c.weigh(m)
	return c.Fork()
}

// find returns the comparison of a kind, or -1.
func (c *Comparer) find(k kind) int {
	return slices.IndexFunc(c.comparisons, func(c Comparison) bool { return c.kind == k })
}

// Recount returns a comparer of the same records for a model with the same comparisons
// and other frequencies.
func (c *Comparer) Recount(m *Model) *Comparer {
	d := *c
	d.weigh(m)
	return d.Fork()
}

// weigh looks up how rare the table's values are.
func (c *Comparer) weigh(m *Model) {
	t := c.table
	byName := map[string]*Frequencies{}
	for i := range m.Frequencies {
		byName[m.Frequencies[i].Comparison] = &m.Frequencies[i]
	}
	c.rarity, c.frequencies = make([][]int32, len(c.comparisons)), make([]*Frequencies, len(c.comparisons))
	for i := range c.comparisons {
		if f := byName[c.comparisons[i].Name]; f != nil && c.comparisons[i].column != absent {
			c.rarity[i], c.frequencies[i] = symbolRarity(t, &c.comparisons[i], f), f
		}
	}
	c.zip = placeRarity(t, byName[zipFrequencies], func(p *record.Place) uint64 { return p.ZipKey })
	c.city = placeRarity(t, byName[cityFrequencies], func(p *record.Place) uint64 { return p.CityKey })
	if f := byName[localFrequencies]; f != nil {
		emails := t.Texts[record.Email]
		c.local = rarities(emails.Len(), f, func(s record.Symbol) uint64 { return emails.At(s).Part })
	}
}

// symbolRarity looks up every value of a column; at 0 stands that of an unlisted
// value.
func symbolRarity(t *record.Table, c *Comparison, f *Frequencies) []int32 {
	if c.kind == address {
		return placeRarity(t, f, func(p *record.Place) uint64 { return p.HouseKey })
	}
	return rarities(t.Symbols(c.column), f, func(s record.Symbol) uint64 { return t.HashOf(c.column, s) })
}

func placeRarity(t *record.Table, f *Frequencies, hash func(*record.Place) uint64) []int32 {
	return rarities(t.Places.Len(), f, func(s record.Symbol) uint64 { return hash(t.Places.At(s)) })
}

// rarities looks up n symbols by their hashes; all are 0 where no frequencies are known.
func rarities(n int, f *Frequencies, hash func(record.Symbol) uint64) []int32 {
	bits := make([]int32, n)
	if f != nil {
		spans(n, func(from, to int) {
			for s := from; s < to; s++ {
				bits[s] = f.bits(hash(record.Symbol(s)))
			}
		})
	}
	return bits
}
