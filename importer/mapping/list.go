package mapping

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"

	"rollcall/store/customer"
)

var codesPath = customer.Path{Field: "solicitationCodes"}

// codeList gathers the solicitation codes of a row, which may come from several
// columns.
type codeList struct {
	codes  []string
	split  []string // of one cell
	state  State
	seen   bool
	place  int
	column int
	text   []byte // memory of finish
}

// emitCodes gathers codes: a JSON array of texts, or texts divided by the slot's
// split. Codes are trimmed where they are divided; unless the slot is exact, each
// is kept once.
func emitCodes(m *mapper, s *slot, text string, state State) {
	list := &m.codes
	list.split = list.split[:0]
	if state == Set {
		var ok bool
		if list.split, ok = splitCodes(list.split, text, s.split); !ok {
			m.settle(s, text, issue{code: codeJSON, message: `expected codes divided by ";", or a JSON array of texts`})
			return
		}
	}
	if !list.seen {
		list.seen, list.place, list.column = true, s.place, s.column
	}
	list.state = stronger(list.state, state)
	for _, code := range list.split {
		if s.exact || !slices.Contains(list.codes, code) {
			list.codes = append(list.codes, code)
		}
	}
}

// stronger joins the states of several columns: a value, else a clear.
func stronger(a, b State) State {
	if a == Set || b == Set {
		return Set
	}
	return max(a, b)
}

// splitCodes returns the codes of one cell; codes is memory to use.
func splitCodes(codes []string, text, split string) (_ []string, ok bool) {
	if strings.HasPrefix(text, "[") {
		var list []string // json leaves in used memory what stands at a null
		ok := json.Unmarshal([]byte(text), &list) == nil
		return list, ok
	}
	for code := range strings.SplitSeq(text, split) {
		if code = strings.TrimSpace(code); code != "" {
			codes = append(codes, code)
		}
	}
	return codes, true
}

// finish adds the gathered codes as one cell.
func (l *codeList) finish(m *mapper) {
	if !l.seen {
		return
	}
	c := Cell{Path: codesPath, State: l.state, Place: l.place, Column: l.column}
	if c.State == Set && len(l.codes) == 0 {
		c.State = Empty // an empty JSON array, or nothing but separators
	}
	if c.State == Set {
		c.Text = l.json()
	}
	m.out.Cells = append(m.out.Cells, c)
}

// json writes the codes as customer.Text does.
func (l *codeList) json() string {
	l.text = append(l.text[:0], '[')
	for i, code := range l.codes {
		if i > 0 {
			l.text = append(l.text, ',')
		}
		l.text = customer.AppendJSONString(l.text, code)
	}
	l.text = append(l.text, ']')
	return string(l.text)
}

// emitList is the emitter of a whole address or attributes list, in JSON.
func emitList(m *mapper, s *slot, text string, state State) {
	if state == Set {
		canonical, err := canonicalList(s.path.Field, text)
		if err != nil {
			m.settle(s, text, issue{code: codeJSON, message: "expected a JSON array of objects with the parts of " + s.path.Field + " as keys"})
			return
		}
		if text = canonical; text == "" {
			state = Empty
		}
	}
	m.cell(s, text, state)
}

var errType = errors.New("unknown address type")

// canonicalList returns the list in the form that customer.Text has; "" for an
// empty list. Unknown keys are errors: nothing may be lost in silence.
func canonicalList(field, text string) (string, error) {
	c := &customer.Customer{}
	if field == "attributes" {
		err := strictJSON(text, &c.Attributes)
		return c.Text(customer.Path{Field: field}), err
	}
	err := strictJSON(text, &c.Address)
	for _, a := range c.Address {
		if _, i := asAddressType(a.Type); a.Type != "" && i.code != "" {
			err = errType
		}
	}
	return c.Text(customer.Path{Field: field}), err
}

func strictJSON(text string, into any) error {
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("text after the list")
	}
	return nil
}
