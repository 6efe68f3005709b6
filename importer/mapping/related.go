package mapping

import (
	"bytes"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"rollcall/store/customer"
)

// datum is one value of a related record's data: key, or group[index].key.
type datum struct {
	group string
	index int
	key   string
	raw   json.RawMessage
}

// owners are the targets that name the customer of a related record.
var owners = map[string]customer.RefKind{
	"externalCustomerImportId": customer.ByImportID,
	"customerId":               customer.ByCustomerID,
	"externalCustomerId":       customer.ByExternalCustomerID,
}

// emitOwner is the emitter of a customer's key in a file of related records.
func emitOwner(m *mapper, s *slot, text string, state State) {
	if state != Set {
		return
	}
	text, i := s.convert(text)
	if i.code != "" && !m.settle(s, text, i) {
		return
	}
	m.out.Owner = append(m.out.Owner, customer.Ref{Kind: owners[s.field], Text: s.prefix + text})
}

// emitRecordID is the emitter of a related record's own id.
func emitRecordID(m *mapper, s *slot, text string, state State) {
	if state != Set {
		return
	}
	if _, i := s.convert(text); i.code != "" && !m.settle(s, text, i) {
		return
	}
	m.id = text
}

// emitDatum returns the emitter of one key of the data. Empty and cleared cells
// leave the key out: a record is replaced as a whole.
func emitDatum(group string, index int, key string) emitter {
	return func(m *mapper, s *slot, text string, state State) {
		if state != Set {
			return
		}
		out, i := s.convert(text)
		if i.code != "" && !m.settle(s, text, i) {
			return
		}
		m.data = append(m.data, datum{group, index, key, dataJSON(s, s.prefix+out)})
	}
}

// dataJSON writes numbers and booleans as such, nested JSON as it is, the rest
// as text.
func dataJSON(s *slot, text string) json.RawMessage {
	v := customer.Value{Type: s.value.Type, Text: text}
	if (v.Type == customer.Number || v.Type == customer.Bool) && v.Valid() {
		return json.RawMessage(text)
	}
	if s.nested && (strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")) && json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	return quoted(text)
}

// quoted writes a text as JSON without escaping <, > and &.
func quoted(text string) json.RawMessage {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(text) // a text always encodes
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// assemble makes the row's related record.
func (m *mapper) assemble() {
	keys := map[string]json.RawMessage{}
	groups := map[string][]datum{}
	for _, d := range m.data {
		if d.group == "" {
			keys[d.key] = d.raw
		} else {
			groups[d.group] = append(groups[d.group], d)
		}
	}
	for name, list := range groups {
		keys[name] = groupJSON(list)
	}
	m.nameMembers()
	m.out.Related = []customer.Related{{Kind: m.plan.kind, ID: m.id, Data: customer.CanonicalData(keys)}}
}

// nameMembers says of faults in a cardholder's or a benefit's values whose they
// are.
func (m *mapper) nameMembers() {
	for i := range m.out.Faults {
		f := &m.out.Faults[i]
		at := strings.LastIndexByte(f.Field, '.')
		if at < 0 || !dataGroup.MatchString(f.Field) {
			continue
		}
		if f.Field[at+1:] == "importId" {
			f.Member = f.Value
		}
		for _, d := range m.data {
			if d.key == "importId" && strings.HasPrefix(f.Field, d.group+"["+strconv.Itoa(d.index)+"].") {
				_ = json.Unmarshal(d.raw, &f.Member) // an importId that is no text names nobody
			}
		}
	}
}

// groupJSON writes the objects of a group in the order of their numbers; numbers
// without a value leave no gap.
func groupJSON(list []datum) json.RawMessage {
	slices.SortStableFunc(list, func(a, b datum) int { return a.index - b.index })
	raw := []byte{'['}
	for len(list) > 0 {
		n := 1
		for n < len(list) && list[n].index == list[0].index {
			n++
		}
		keys := map[string]json.RawMessage{}
		for _, d := range list[:n] {
			keys[d.key] = d.raw
		}
		if len(raw) > 1 {
			raw = append(raw, ',')
		}
		raw = append(raw, customer.CanonicalData(keys)...)
		list = list[n:]
	}
	return append(raw, ']')
}

// emitRecords returns the emitter of a customer's column of related records of
// one kind: a JSON array of objects with their ids.
func emitRecords(kind customer.Kind) emitter {
	return func(m *mapper, s *slot, text string, state State) {
		if state != Set {
			return // no records said: those that the customer has stay
		}
		var raw []json.RawMessage
		if json.Unmarshal([]byte(text), &raw) != nil {
			m.settle(s, text, issue{code: codeJSON, message: "expected a JSON array of records"})
			return
		}
		for _, r := range raw {
			record, err := customer.ParseRelated(kind, r)
			if err != nil || record.ID == "" {
				m.settle(s, text, issue{code: codeJSON, message: "each record of the list needs an id"})
				return
			}
			m.out.Related = append(m.out.Related, record)
		}
	}
}
