package importer

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"sync/atomic"

	"rollcall/importer/mapping"
	"rollcall/store/customer"
)

// target is where a cell of an input goes. The cells of all rows share it.
type target struct {
	path  customer.Path
	name  string         // the path as text
	value customer.Value // of a custom field: type and match, no text
}

// cell is a value that a row gives; "" clears.
type cell struct {
	at   *target
	text string
}

// cells is what a row says, by the bytes of the paths. A field that the row
// leaves untouched is not in it.
type cells []cell

// targets are an input's targets by the place of their cells in a mapped row,
// filled by the rows themselves. Rows of one file give the same cells in the
// same order, as a rule; a place that holds another target is passed over.
type targets [64]atomic.Pointer[target]

func (ts *targets) of(place int, c *mapping.Cell) *target {
	if place < len(ts) {
		t := ts[place].Load()
		if t != nil && t.path == c.Path && t.value.Type == c.Value.Type && t.value.Match == c.Value.Match {
			return t
		}
	}
	t := &target{path: c.Path, name: c.Path.String(), value: customer.Value{Type: c.Value.Type, Match: c.Value.Match}}
	if place < len(ts) {
		ts[place].Store(t)
	}
	return t
}

// said returns the row's cells that speak: set, cleared, or empty when empty
// clears. Cells that name the customer but are kept by the store are left out.
func (ts *targets) said(all []mapping.Cell, emptyClears bool) cells {
	list := make(cells, 0, len(all))
	for i := range all {
		c := &all[i]
		text := c.Text
		switch {
		case c.State == mapping.Empty && !emptyClears:
			continue
		case c.State != mapping.Set:
			text = ""
		}
		if core := customer.CoreNamed(c.Path.Field); core != nil && core.Derived {
			continue
		}
		list = append(list, cell{ts.of(i, c), text})
	}
	slices.SortStableFunc(list, func(a, b cell) int { return strings.Compare(a.at.name, b.at.name) })
	return list
}

// fingerprint identifies the cells: paths and texts.
func (cs cells) fingerprint() [16]byte {
	size := 0
	for _, c := range cs {
		size += len(c.at.name) + len(c.text) + 2
	}
	text := make([]byte, 0, size)
	for _, c := range cs {
		text = append(append(text, c.at.name...), 0)
		text = append(append(text, c.text...), 0)
	}
	sum := sha256.Sum256(text)
	return [16]byte(sum[:16])
}

// changedFrom returns the cells that differ from what the key said last. A
// clear of what was never given is no change.
func (cs cells) changedFrom(last map[string]string) cells {
	var list cells
	for _, c := range cs {
		if last[c.at.name] != c.text {
			list = append(list, c)
		}
	}
	return list
}

// remember returns the values after the row: what the key said before, with
// the row's cells laid over, as JSON with sorted keys.
func (cs cells) remember(last map[string]string) []byte {
	if len(last) == 0 { // the row alone, which is sorted
		text := []byte{'{'}
		for _, c := range cs {
			text = appendMember(text, c.at.name, c.text)
		}
		return append(text, '}')
	}
	texts := make(map[string]string, len(last)+len(cs))
	for name, text := range last {
		texts[name] = text
	}
	for _, c := range cs {
		texts[c.at.name] = c.text
	}
	text := []byte{'{'}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		text = appendMember(text, name, texts[name])
	}
	return append(text, '}')
}

// appendMember adds a member to a JSON object; an empty text adds nothing.
func appendMember(object []byte, name, text string) []byte {
	if text == "" {
		return object
	}
	if len(object) > 1 {
		object = append(object, ',')
	}
	object = customer.AppendJSONString(object, name)
	object = append(object, ':')
	return customer.AppendJSONString(object, text)
}

// recalled reads what remember wrote.
func recalled(values []byte) map[string]string {
	last := map[string]string{}
	_ = json.Unmarshal(values, &last) // written by remember
	return last
}

// apply lays the cells over the customer. add says that lists grow instead of
// being replaced. The E.164 form follows the phone number.
func (cs cells) apply(c *customer.Customer, e164 string, add bool) {
	for _, cell := range cs {
		path, text := cell.at.path, cell.text
		switch {
		case path.Field == "fields":
			v := cell.at.value
			v.Text = text
			c.SetField(path.Index, v)
			continue
		case add && path.Index == "" && text != "":
			text = joined(c, path, text)
		}
		if err := c.SetText(path, text); err != nil {
			continue // mapping.Compile refuses targets that cannot be set
		}
		if path.Field == "phoneNumber" {
			c.PhoneE164 = e164
		}
	}
}

// joined adds the items of a list in JSON form to those the customer has,
// without repeating any.
func joined(c *customer.Customer, p customer.Path, text string) string {
	fresh, both := &customer.Customer{}, c.Clone()
	if fresh.SetText(p, text) != nil {
		return text
	}
	switch p.Field {
	case "solicitationCodes":
		both.SolicitationCodes = union(both.SolicitationCodes, fresh.SolicitationCodes)
	case "address":
		both.Address = union(both.Address, fresh.Address)
	case "attributes":
		both.Attributes = union(both.Attributes, fresh.Attributes)
	default:
		return text
	}
	return both.Text(p)
}

func union[T comparable](list, more []T) []T {
	for _, item := range more {
		if !slices.Contains(list, item) {
			list = append(list, item)
		}
	}
	return list
}
