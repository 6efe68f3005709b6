package mapping

import "rollcall/store/customer"

// State is what a cell says about its field.
type State int8

// The states of a cell. A column that the record lacks altogether (a missing
// JSON key) yields no cell at all.
const (
	Empty State = iota // nothing: the importer decides whether that keeps or clears
	Set                // a value
	Clear              // the explicit clear, or a JSON null
)

// Cell is one field's value as a row gives it. Text is in the form that
// customer.SetText takes: lists as JSON, booleans as true and false. It is ""
// unless State is Set.
type Cell struct {
	Path   customer.Path
	Text   string
	State  State
	Place  int            // of the path among Plan.Places, from 1; 0: the path, or its type, came with the row
	Column int            // index in the header; -1 for constants and expressions
	Value  customer.Value // of custom fields: type, match and text
}

// Mapped is one row after mapping.
type Mapped struct {
	// Cells are in the order of the mapping, at most one per path. With As, and
	// for rows of a file that is read as related records, there are none.
	Cells  []Cell
	Faults []Fault
	// PhoneE164 is the E.164 form of the cell phoneNumber, where it has one.
	PhoneE164 string
	// Related holds the one record of a row of related records (its ID may be
	// ""), or the records that a customer's row carries with it.
	Related []customer.Related
	// Owner names the customer of a row of related records, by each key that
	// the row gives.
	Owner []customer.Ref
}

// Blocked says whether any fault is a blocker.
func (m *Mapped) Blocked() bool {
	for i := range m.Faults {
		if m.Faults[i].Severity == Blocker {
			return true
		}
	}
	return false
}
