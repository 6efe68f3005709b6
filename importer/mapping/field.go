package mapping

import (
	"encoding/json"
	"slices"
	"strings"

	"rollcall/importer/mapping/value"
	"rollcall/importer/row"
	"rollcall/store/customer"
)

// declare reads the row's fieldTypes column, if the file has one: the types of
// its custom fields.
func (m *mapper) declare() {
	at := m.plan.types
	if at < 0 || at >= len(m.cells) || m.cells[at].Text == "" || m.cells[at].Kind == row.Absent {
		return
	}
	s := &slot{column: at, name: "fieldTypes", field: "fieldTypes", policy: Reject}
	text := m.cells[at].Text
	var declared map[string]string
	if json.Unmarshal([]byte(text), &declared) != nil {
		m.settle(s, text, issue{code: codeJSON, message: "expected a JSON object of field names and types"})
		return
	}
	m.types = make(map[string]customer.Value, len(declared))
	for name, declaration := range declared {
		t, match, err := customer.ParseDeclaration(declaration)
		if err != nil {
			m.settle(s, text, issue{code: codeEnum, message: "a field type is not known (known: " + strings.Join(typeWords(), ", ") + ")"})
			return
		}
		m.types[name] = customer.Value{Type: t, Match: match}
	}
}

// emitDeclared is the emitter of a custom field of a native file, whose type
// fieldTypes declares.
func emitDeclared(m *mapper, s *slot, text string, state State) {
	m.field(s, s.path, text, state)
}

func (m *mapper) field(s *slot, path customer.Path, text string, state State) {
	v, declared := m.types[path.Index]
	if !declared {
		v.Type = customer.Text
	}
	v.Text = text
	if state == Set && !v.Valid() {
		m.fault(&slot{name: s.name, field: path.String()}, Warning,
			issue{code: kindCode(v.Type), message: "not in the form of the field's type; stored as it came"}, text)
	}
	m.out.Cells = append(m.out.Cells, Cell{Path: path, Text: text, State: state, Column: s.column, Value: v})
}

func kindCode(t customer.Type) string {
	switch t {
	case customer.Number:
		return codeNumber
	case customer.Bool:
		return codeBool
	}
	return codeDate
}

// emitFields is the emitter of the column fields: a JSON object with a key per
// custom field. A field that the object lacks is left untouched, so that an
// empty cell says nothing.
func emitFields(m *mapper, s *slot, text string, state State) {
	if state != Set {
		return
	}
	var object map[string]json.RawMessage
	if json.Unmarshal([]byte(text), &object) != nil {
		m.settle(s, text, issue{code: codeJSON, message: "expected a JSON object of field names and values"})
		return
	}
	names := make([]string, 0, len(object))
	for name := range object {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		path := customer.Path{Field: "fields", Index: name}
		if name == "" {
			m.settle(s, text, issue{code: codeJSON, message: "a custom field has no name"})
			continue
		}
		text, state := jsonText(object[name])
		if m.types[name].Type == customer.Number {
			if plain, err := value.Number(text, value.PointDot); err == nil {
				text = plain
			}
		}
		m.field(s, path, text, state)
	}
}

// jsonText returns a JSON value as a text: strings without their quotes, other
// values as they are written.
func jsonText(raw json.RawMessage) (string, State) {
	text := string(raw)
	switch {
	case text == "null":
		return "", Clear
	case text == `""`:
		return "", Empty
	case text[0] == '"':
		var s string
		_ = json.Unmarshal(raw, &s) // the object around it has been read
		return s, Set
	}
	return text, Set
}
