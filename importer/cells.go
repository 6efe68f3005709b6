package importer

import (
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"rollcall/store/customer"
)

// cell is a value that a row gives; "" clears.
type cell struct {
	at   *target
	text string
}

// cells is what a row says, by the bytes of the paths. A field that the row
// leaves untouched is not in it.
type cells []cell

func (cs cells) sort() {
	slices.SortStableFunc(cs, func(a, b cell) int { return strings.Compare(a.at.name, b.at.name) })
}

// print identifies the cells: paths and texts. text is memory to use, which is
// returned.
func (cs cells) print(text []byte) ([16]byte, []byte) {
	text = text[:0]
	for _, c := range cs {
		text = append(append(text, c.at.name...), 0)
		text = append(append(text, c.text...), 0)
	}
	sum := sha256.Sum256(text)
	return [16]byte(sum[:16]), text
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
	texts := make(map[string]string, len(last)+len(cs))
	for name, text := range last {
		texts[name] = text
	}
	for _, c := range cs {
		texts[c.at.name] = c.text
	}
	text := []byte{'{'}
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		if texts[name] != "" {
			text = append(customer.AppendJSONString(between(text), name), ':')
			text = customer.AppendJSONString(text, texts[name])
		}
	}
	return append(text, '}')
}

// appendValues appends what remember returns for a row alone.
func (cs cells) appendValues(text []byte) []byte {
	text = append(text, '{')
	for _, c := range cs {
		if c.text != "" {
			text = customer.AppendJSONString(append(between(text), c.at.member...), c.text)
		}
	}
	return append(text, '}')
}

// between puts a comma behind a member.
func between(object []byte) []byte {
	if object[len(object)-1] != '{' {
		object = append(object, ',')
	}
	return object
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
		if add && cell.at.core == nil && path.Index == "" && text != "" {
			text = joined(c, path, text)
		}
		cell.at.set(c, text)
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
