package mapping

import (
	"strings"

	"rollcall/importer/mapping/value"
	"rollcall/store/customer"
)

// nameParts are the fields that a whole name fills, in the order of their cells.
var nameParts = []string{"title", "firstName", "middleName", "lastName", "suffix", "orgName"}

// emitName is the emitter of a whole name: one cell per part that no other
// column fills.
func emitName(m *mapper, s *slot, text string, state State) {
	var n value.Name
	if state == Set {
		if _, i := asLine(text); i.code != "" && !m.settle(s, text, i) {
			return
		}
		n = value.ParseName(text)
		if n.Joint {
			m.joint(s, text)
		}
		if n.Uncertain {
			m.fault(s, Warning, issue{code: codeUncertain, message: "the name can be split in another way; check its parts"}, text)
		}
	}
	for i, part := range []string{n.Title, n.First, n.Middle, n.Last, n.Suffix, n.Org} {
		if m.plan.parts[i] {
			continue
		}
		c := Cell{Path: customer.Path{Field: nameParts[i]}, Text: part, State: state, Place: m.plan.partPlaces[i], Column: s.column}
		if state == Set && part == "" {
			c.State = Empty
		}
		m.out.Cells = append(m.out.Cells, c)
	}
}

// emitPerson is the emitter of title, first and last name: it looks for two
// people in one record.
func emitPerson(m *mapper, s *slot, text string, state State) {
	if state == Set && strings.ContainsAny(text, " /") && twoPeople(s.path.Field, text) {
		m.joint(s, text)
	}
	emitCell(m, s, text, state)
}

// twoPeople judges one column. In last names, "y" and "e" join the names of one
// person's parents.
func twoPeople(field, text string) bool {
	if field == "lastName" {
		text = strings.NewReplacer(" y ", " ", " e ", " ", " i ", " ").Replace(text)
	}
	return value.JointName(text)
}

// joint warns once a row.
func (m *mapper) joint(s *slot, text string) {
	for i := range m.out.Faults {
		if m.out.Faults[i].Code == codeJoint {
			return
		}
	}
	m.fault(s, Warning, issue{code: codeJoint, message: "the name is that of two people; split the row into one per person"}, text)
}
