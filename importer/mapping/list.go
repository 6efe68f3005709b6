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
	state  State
	seen   bool
	column int
}

// emitCodes gathers codes: a JSON array of texts, or texts divided by the slot's
// split. Codes are trimmed where they are divided; unless the slot is exact, each
// is kept once.
func emitCodes(m *mapper, s *slot, text string, state State) {
	var codes []string
	if state == Set {
		var ok bool
		if codes, ok = splitCodes(text, s.split); !ok {
			m.settle(s, text, issue{code: codeJSON, message: `expected codes divided by ";", or a JSON array of texts`})
			return
		}
	}
	list := &m.codes
	if !list.seen {
		list.seen, list.column = true, s.column
	}
	list.state = stronger(list.state, state)
	for _, code := range codes {
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

func splitCodes(text, split string) (codes []string, ok bool) {
	if strings.HasPrefix(text, "[") {
		ok := json.Unmarshal([]byte(text), &codes) == nil
		return codes, ok
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
	c := Cell{Path: codesPath, State: l.state, Column: l.column}
	if c.State == Set && len(l.codes) == 0 {
		c.State = Empty // an empty JSON array, or nothing but separators
	}
	if c.State == Set {
		c.Text = (&customer.Customer{SolicitationCodes: l.codes}).Text(codesPath)
	}
	m.out.Cells = append(m.out.Cells, c)
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
