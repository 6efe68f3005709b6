package mapping

import "rollcall/store/customer"

// slot is a compiled target: where its text comes from, how it is read, and what
// becomes of it.
type slot struct {
	column     int          // index in the header; -1: none
	name       string       // of the column, for faults
	expression *computation // computes the text; nil: the column, or a constant
	constant   string       // when there is neither
	field      string       // of the target, for faults
	path       customer.Path
	place      int            // of the path among the plan's places, from 1; 0: none
	value      customer.Value // type and match of a custom field
	convert    conversion
	policy     Policy // never ""
	exact      bool   // the text is taken as it is, not trimmed
	nested     bool   // JSON lists and objects are texts here
	prefix     string // put before the value
	split      string // between codes
	emit       emitter
}

// emitter puts what a slot has read into the mapped row. text is "" unless the
// state is Set.
type emitter func(m *mapper, s *slot, text string, state State)

// mapper maps one row.
type mapper struct {
	plan  *Plan
	cells []sourceCell
	out   Mapped
	codes codeList
	data  []datum
	types map[string]customer.Value // of the row's custom fields, by name
	id    string                    // of the related record
}

// begin makes the mapper ready for a row, in the memory of the one before.
func (m *mapper) begin(cells []sourceCell) {
	if m.out.Cells == nil && m.plan.kind == "" {
		m.out.Cells = make([]Cell, 0, m.plan.width)
	}
	m.cells = cells
	m.out = Mapped{Cells: m.out.Cells[:0], Faults: m.out.Faults[:0]}
	m.codes = codeList{codes: m.codes.codes[:0], split: m.codes.split, text: m.codes.text}
	m.data, m.types, m.id = m.data[:0], nil, ""
}

// fault records something wrong with a slot's value.
func (m *mapper) fault(s *slot, severity Severity, i issue, text string) {
	m.out.Faults = append(m.out.Faults, Fault{Code: i.code, Severity: severity, Column: s.name, Field: s.field, Message: i.message, Value: text})
}

// cell adds a cell of the slot's own path.
func (m *mapper) cell(s *slot, text string, state State) {
	c := Cell{Path: s.path, Text: text, State: state, Place: s.place, Column: s.column}
	if s.path.Field == "fields" {
		c.Value = customer.Value{Type: s.value.Type, Match: s.value.Match, Text: text}
	}
	m.out.Cells = append(m.out.Cells, c)
}

// settle decides by the slot's policy what a value with an issue becomes. taken
// is false when the row goes on without the cell.
func (m *mapper) settle(s *slot, text string, i issue) (taken bool) {
	switch {
	case i.note:
		m.fault(s, Warning, i, text)
		return true
	case s.policy == Keep:
		m.fault(s, Warning, i, text)
		return true
	case s.policy == Drop:
		m.fault(s, Warning, i, text)
		return false
	}
	m.fault(s, Blocker, i, text)
	return false
}

// emitCell is the emitter of single values.
func emitCell(m *mapper, s *slot, text string, state State) {
	if state != Set {
		m.cell(s, "", state)
		return
	}
	out, i := s.convert(text)
	if i.code != "" && !m.settle(s, text, i) {
		return
	}
	m.cell(s, s.prefix+out, Set)
}

// emitPhone does the same for the core phone, whose E.164 form is kept beside it.
func emitPhone(m *mapper, s *slot, text string, state State) {
	if state != Set {
		m.cell(s, "", state)
		return
	}
	_, i := asLine(text)
	if i.code == "" {
		m.out.PhoneE164, i = phone(text, m.plan.region)
	}
	if i.code != "" && !m.settle(s, text, i) {
		return
	}
	m.cell(s, text, Set)
}

var asLine = limited(MaxLine, asText)
