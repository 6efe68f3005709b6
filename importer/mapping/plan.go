package mapping

import (
	"slices"

	"rollcall/importer/row"
	"rollcall/store/customer"
)

// Plan maps the rows of one file. It is safe for use by many goroutines.
type Plan struct {
	file          *File
	kind          customer.Kind
	region        string
	clear         string
	formulaEscape bool
	slots         []slot
	parts         [6]bool // of nameParts: filled by a column of its own
	width         int     // cells in a row, at most, as a hint
	places        []Place
	partPlaces    [6]int // of nameParts in places, from 1
	types         int    // column of fieldTypes, -1: none
	targets       []string
	unmapped      []string
	notes         []string
}

// File returns the mapping that the plan was compiled from; for Native an empty
// one.
func (p *Plan) File() *File { return p.file }

// Targets returns the fields that rows of the file can set, in plan order, in
// the words of the mapping (a whole name as its parts). With related records
// they are the targets as written. Of a column "fields", whose names differ from
// row to row, it gives "fields".
func (p *Plan) Targets() []string { return p.targets }

// Has says whether the file has a value for the target.
func (p *Plan) Has(target string) bool { return slices.Contains(p.targets, target) }

// Unmapped returns the columns of the file that the mapping does not mention, in
// file order. Columns that rejects carry (_rollcall_...) are not among them.
func (p *Plan) Unmapped() []string { return p.unmapped }

// Notes says, for people, which columns are read but not taken, and why.
func (p *Plan) Notes() []string { return p.notes }

// Map maps one row. Cells beyond the header and structural faults of the row are
// not looked at; a row with fewer cells than the header lacks the others.
func (p *Plan) Map(r row.Row) Mapped { return p.Mapper().Map(r) }

// Mapper maps rows of a plan one after the other, in the same memory.
type Mapper struct{ mapper }

// Mapper returns a mapper of the plan, for one goroutine.
func (p *Plan) Mapper() *Mapper { return &Mapper{mapper{plan: p}} }

// Map is Plan.Map, but the next call takes back what is in Cells and Faults.
func (m *Mapper) Map(r row.Row) Mapped {
	m.begin(r.Cells)
	m.declare()
	for i := range m.plan.slots {
		m.run(&m.plan.slots[i])
	}
	m.codes.finish(&m.mapper)
	if m.plan.kind != "" {
		m.assemble()
	}
	return m.out
}
