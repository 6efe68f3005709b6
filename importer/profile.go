package importer

import (
	"cmp"
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/importer/row"
)

// ColumnProfile says what stands in a column of an input, so that a mapping can
// be mended. It holds no values.
type ColumnProfile struct {
	File     string  `json:"file"`
	Column   string  `json:"column"`
	Filled   int64   `json:"filled"`  // records with a value
	Longest  int     `json:"longest"` // bytes
	AtRow    int     `json:"longest_row,omitempty"`
	Distinct int     `json:"distinct"` // different values among the first records, see Sampled; 1000 is 1000 or more
	Shapes   []Shape `json:"shapes"`   // of the values among the first records: the most frequent, then the rarest
	Sampled  int64   `json:"sampled"`  // how many records the last two look at
}

// Shape is the form of values: a for letters, 9 for digits, runs folded; other
// characters stand for themselves.
type Shape struct {
	Form  string `json:"form"`
	Count int64  `json:"count"`
	Row   int    `json:"row"` // the first with it
}

// Bounds of a profile.
const (
	profiledRecords = 10_000 // records whose values are looked at
	keptValues      = 1000   // different values that a column counts
	keptShapes      = 64     // different shapes that a column keeps
	shownShapes     = 4      // at either end
	longestShape    = 24     // characters
)

// profile gathers an input's columns. Its fields are kept in checkpoints.
type profile struct {
	Columns []columnSketch `json:"columns"`
	Records int64          `json:"records"`
}

type columnSketch struct {
	Filled  int64           `json:"filled"`
	Longest int             `json:"longest"`
	AtRow   int             `json:"at"`
	Values  map[uint32]bool `json:"values,omitempty"` // fingerprints, until the first records are through
	Known   int             `json:"known"`            // how many they were then
	Shapes  []Shape         `json:"shapes"`
}

// add looks at a record.
func (p *profile) add(r row.Row) {
	if len(r.Cells) == 0 {
		return
	}
	p.Records++
	for len(p.Columns) < len(r.Cells) {
		p.Columns = append(p.Columns, columnSketch{Values: map[uint32]bool{}})
	}
	if p.Records == profiledRecords+1 {
		for i := range p.Columns {
			p.Columns[i].Known, p.Columns[i].Values = len(p.Columns[i].Values), nil
		}
	}
	for i := range r.Cells {
		text := r.Cells[i].Text
		if text == "" {
			continue
		}
		c := &p.Columns[i]
		c.Filled++
		if len(text) > c.Longest {
			c.Longest, c.AtRow = len(text), r.Line
		}
		if p.Records <= profiledRecords {
			c.look(text, r.Line)
		}
	}
}

func (c *columnSketch) look(text string, line int) {
	if c.Values == nil { // as a checkpoint has it before the first value
		c.Values = map[uint32]bool{}
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(text)) // a hash takes everything
	if len(c.Values) < keptValues {
		c.Values[h.Sum32()] = true
	}
	form := shapeOf(text)
	for i := range c.Shapes {
		if c.Shapes[i].Form == form {
			c.Shapes[i].Count++
			return
		}
	}
	if len(c.Shapes) < keptShapes {
		c.Shapes = append(c.Shapes, Shape{form, 1, line})
	}
}

// shapeOf writes a value's form.
func shapeOf(text string) string {
	var b strings.Builder
	last, n := rune(0), 0
	for _, r := range text {
		switch {
		case unicode.IsLetter(r):
			r = 'a'
		case unicode.IsDigit(r):
			r = '9'
		}
		if r == last && (r == 'a' || r == '9' || r == ' ') {
			continue
		}
		if n == longestShape {
			b.WriteRune('…')
			break
		}
		b.WriteRune(r)
		last, n = r, n+1
	}
	return b.String()
}

// columns returns the profile by the header's columns.
func (p *profile) columns(file string, header []string) []ColumnProfile {
	list := make([]ColumnProfile, 0, len(header))
	for i, name := range header {
		if name == row.RejectRowColumn || name == row.RejectErrorsColumn {
			continue
		}
		out := ColumnProfile{File: file, Column: strings.ToValidUTF8(name, string(utf8.RuneError)), Shapes: []Shape{}, Sampled: min(p.Records, profiledRecords)}
		if i < len(p.Columns) {
			c := &p.Columns[i]
			out.Filled, out.Longest, out.AtRow, out.Distinct = c.Filled, c.Longest, c.AtRow, max(c.Known, len(c.Values))
			out.Shapes = ends(c.Shapes)
		}
		list = append(list, out)
	}
	return list
}

// ends returns the most frequent shapes and the rarest.
func ends(shapes []Shape) []Shape {
	list := slices.Clone(shapes)
	slices.SortStableFunc(list, func(a, b Shape) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Row, b.Row))
	})
	if len(list) > 2*shownShapes {
		list = slices.Concat(list[:shownShapes], list[len(list)-shownShapes:])
	}
	if list == nil {
		list = []Shape{}
	}
	return list
}
