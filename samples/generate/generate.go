// Package generate invents customers: any number of them, the same ones for
// the same seed, with duplicates whose truth is known. Names follow skewed
// frequencies, people live in households, and duplicates carry the errors that
// people, keyboards, scanners and time make.
//
// Row i depends on the seed, the options and i alone, never on how many rows
// are asked for: the first rows of a long stream are the rows of a short one,
// and any part of it can be made on its own, in any order, in parallel.
package generate

import (
	"fmt"
	"iter"
	"slices"
)

// Options says what to invent. The zero value of every field but Customers is
// useful.
type Options struct {
	Seed       uint64
	Customers  int      // rows in all, duplicates included
	Duplicates float64  // share of rows that are further records of a person already there, 0 to 0.9
	Noise      float64  // how much duplicates differ: 0 not at all, 1 as usual, 3 at most
	Countries  []string // codes as Known lists them; empty: all, each by its usual share
}

// Row is one record of a customer: fifteen columns and the truth about them.
// BirthDate is yyyy-MM-dd; SolicitationCodes are joined by ";". Any value but
// ImportID and Cluster may be empty. Suffix, State and Country are written as
// people write them, Country as a code or a name.
type Row struct {
	ImportID                                string // "G" and nine digits: the row's number, so ids ascend
	FirstName, MiddleName, LastName, Suffix string
	OrgName                                 string
	Email, Phone                            string
	Street, City, State, Zip, Country       string
	BirthDate                               string
	SolicitationCodes                       string
	Cluster                                 string // rows of the same cluster are the same customer
}

// Columns names the columns of Cells, in their order.
var Columns = []string{
	"import_id", "first_name", "middle_name", "last_name", "suffix", "organization", "email", "phone",
	"street", "city", "state", "zip", "country", "birth_date", "solicit_codes",
}

// Cells returns the row's values in the order of Columns, appended to cells.
func (row *Row) Cells(cells []string) []string {
	return append(cells, row.ImportID, row.FirstName, row.MiddleName, row.LastName, row.Suffix, row.OrgName, row.Email, row.Phone,
		row.Street, row.City, row.State, row.Zip, row.Country, row.BirthDate, row.SolicitationCodes)
}

// Generator makes rows. It holds no state that changes: use one from as many
// goroutines as you like.
type Generator struct {
	options   Options
	world     *world
	countries weighted[*country]
}

// New checks the options and returns their generator. The error says which
// option is out of its range.
func New(o Options) (*Generator, error) {
	switch {
	case o.Customers < 0:
		return nil, fmt.Errorf("customers must not be negative")
	case !(o.Duplicates >= 0 && o.Duplicates <= 0.9):
		return nil, fmt.Errorf("the share of duplicates must be from 0 to 0.9")
	case !(o.Noise >= 0 && o.Noise <= 3):
		return nil, fmt.Errorf("noise must be from 0 to 3")
	}
	w := loadWorld()
	var chosen []*country
	for _, c := range w.countries {
		if len(o.Countries) == 0 || slices.Contains(o.Countries, c.code) {
			chosen = append(chosen, c)
		}
	}
	for _, code := range o.Countries {
		if !slices.Contains(Known(), code) {
			return nil, fmt.Errorf("unknown country %q: known are %v", code, Known())
		}
	}
	g := &Generator{options: o, world: w}
	g.countries = weigh(chosen, func(i int) float64 { return chosen[i].share })
	return g, nil
}

// Known lists the codes of the countries that can be asked for.
func Known() []string {
	var codes []string
	for _, c := range loadWorld().countries {
		codes = append(codes, c.code)
	}
	return codes
}

// Rows yields rows 0 to Customers-1 in order.
func (g *Generator) Rows() iter.Seq[Row] {
	return func(yield func(Row) bool) {
		for i := range g.options.Customers {
			if !yield(g.Row(i)) {
				return
			}
		}
	}
}

// Row returns row i, counted from 0; i may be beyond Customers.
func (g *Generator) Row(i int) Row {
	origin := g.origin(i)
	p := g.person(origin)
	r := g.stream(forRecord, i)
	if origin == i {
		g.neglect(&p, &r)
	} else {
		g.disturb(&p, i, &r)
	}
	row := g.write(&p, &r, origin != i)
	row.ImportID = numbered("G", i)
	row.Cluster = numbered("c", origin)
	return row
}

// origin returns the first row of the person whom row i is about: i itself, or
// for a duplicate an earlier row, each first row equally likely.
func (g *Generator) origin(i int) int {
	if !g.duplicate(i) {
		return i
	}
	r := g.stream(forOrigin, i)
	for {
		if earlier := r.below(i); !g.duplicate(earlier) {
			return earlier
		}
	}
}

func (g *Generator) duplicate(i int) bool {
	if i == 0 {
		return false
	}
	r := g.stream(forKind, i)
	return r.chance(g.options.Duplicates)
}

// numbered writes a prefix and the number with at least nine digits.
func numbered(prefix string, i int) string {
	var buf [24]byte
	at := len(buf)
	for n, digits := i, 0; n > 0 || digits < 9; n, digits = n/10, digits+1 {
		at--
		buf[at] = byte('0' + n%10)
	}
	return prefix + string(buf[at:])
}
