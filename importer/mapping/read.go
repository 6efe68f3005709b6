package mapping

import (
	"rollcall/exporter/sheet"
	"rollcall/importer/mapping/value"
	"rollcall/importer/row"
)

// sourceCell is the reader's cell.
type sourceCell = row.Cell

// run reads one slot's text and hands it to its emitter. A record without the
// cell says nothing about the field.
func (m *mapper) run(s *slot) {
	if s.expression != nil {
		m.computed(s)
		return
	}
	if s.column < 0 {
		s.emit(m, s, s.constant, Set)
		return
	}
	if s.column >= len(m.cells) {
		return
	}
	c := &m.cells[s.column]
	switch c.Kind {
	case row.Absent:
	case row.Null:
		s.emit(m, s, "", Clear)
	case row.Broken:
		m.odd(s, c.Text, issue{code: codeCellError, message: "the cell holds a spreadsheet error; correct its formula"})
	case row.Nested:
		if s.nested {
			s.emit(m, s, c.Text, Set)
			return
		}
		m.odd(s, c.Text, issue{code: codeNested, message: "a list or object stands where one text is expected"})
	default:
		m.text(s, c.Text)
	}
}

// odd faults a cell that holds no value: there is nothing to keep.
func (m *mapper) odd(s *slot, text string, i issue) {
	severity := Warning
	if s.policy == Reject {
		severity = Blocker
	}
	m.fault(s, severity, i, text)
}

// text cleans a plain text, tells its state and hands it on.
func (m *mapper) text(s *slot, text string) {
	if m.plan.formulaEscape {
		text = sheet.Unsafe(text)
	}
	raw := text
	var damage value.Damage
	if s.exact {
		damage = value.Inspect(text)
	} else {
		text, damage = value.Clean(text)
	}
	if damage != 0 {
		m.damaged(s, raw, damage)
	}
	switch text {
	case "":
		s.emit(m, s, "", Empty)
	case m.plan.clear:
		s.emit(m, s, "", Clear)
	default:
		s.emit(m, s, text, Set)
	}
}

func (m *mapper) damaged(s *slot, raw string, damage value.Damage) {
	if damage&value.Controls != 0 {
		message := "control characters were removed"
		if s.exact {
			message = "the text holds control characters"
		}
		m.fault(s, Warning, issue{code: codeControls, message: message}, raw)
	}
	if damage&value.Garbled != 0 {
		m.fault(s, Warning, issue{code: codeEncoding, message: "characters were decoded with the wrong encoding, here or before; set csv.encoding, or export the file again as UTF-8"}, raw)
	}
}

// computed runs the slot's expression over the row.
func (m *mapper) computed(s *slot) {
	if s.expression.absent(m.cells) {
		return
	}
	text, err := s.expression.run(m.cells)
	if err != nil {
		m.odd(s, "", issue{code: codeExpression, message: "the expression cannot be computed for this row"})
		return
	}
	m.text(s, text)
}
