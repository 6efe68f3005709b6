package importer

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"sort"

	"rollcall/importer/mapping"
	"rollcall/store/customer"
)

// cells is what a row says: the values that it gives or clears, by path. A
// field that the row leaves untouched is not in it.
type cells []mapping.Cell

// said returns the row's cells that speak: set, cleared, or empty when empty
// clears. Cells that name the customer but are kept by the store are left out.
func said(all []mapping.Cell, emptyClears bool) cells {
	list := make(cells, 0, len(all))
	for _, c := range all {
		if core := customer.CoreNamed(c.Path.Field); core != nil && core.Derived {
			continue
		}
		switch c.State {
		case mapping.Set:
		case mapping.Clear:
			c.Text = ""
		default:
			if !emptyClears {
				continue
			}
			c.Text = ""
		}
		list = append(list, c)
	}
	sort.SliceStable(list, func(i, j int) bool { return list[i].Path.String() < list[j].Path.String() })
	return list
}

// fingerprint identifies the cells: paths and texts.
func (cs cells) fingerprint() [16]byte {
	h := sha256.New()
	for _, c := range cs {
		h.Write([]byte(c.Path.String()))
		h.Write([]byte{0})
		h.Write([]byte(c.Text))
		h.Write([]byte{0})
	}
	return [16]byte(h.Sum(nil)[:16])
}

// changedFrom returns the cells that differ from what the key said last. A
// clear of what was never given is no change.
func (cs cells) changedFrom(last map[string]string) cells {
	var list cells
	for _, c := range cs {
		if last[c.Path.String()] != c.Text {
			list = append(list, c)
		}
	}
	return list
}

// remember returns the values after the row: what the key said before, with
// the row's cells laid over, as canonical JSON.
func (cs cells) remember(last map[string]string) []byte {
	values := make(map[string]string, len(last)+len(cs))
	for path, text := range last {
		values[path] = text
	}
	for _, c := range cs {
		if c.Text == "" {
			delete(values, c.Path.String())
		} else {
			values[c.Path.String()] = c.Text
		}
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(values) // a map of strings always encodes
	return bytes.TrimSuffix(b.Bytes(), []byte("\n"))
}

// recalled reads what remember wrote.
func recalled(values []byte) map[string]string {
	var last map[string]string
	_ = json.Unmarshal(values, &last) // written by remember
	return last
}

// apply lays the cells over the customer. add says that lists grow instead of
// being replaced. The E.164 form follows the phone number.
func (cs cells) apply(c *customer.Customer, e164 string, add bool) {
	for _, cell := range cs {
		text := cell.Text
		switch {
		case cell.Path.Field == "fields":
			v := cell.Value
			v.Text = text
			c.SetField(cell.Path.Index, v)
			continue
		case add && cell.Path.Index == "" && text != "":
			text = joined(c, cell.Path, text)
		}
		if err := c.SetText(cell.Path, text); err != nil {
			continue // mapping.Compile refuses targets that cannot be set
		}
		if cell.Path.Field == "phoneNumber" {
			c.PhoneE164 = e164
		}
	}
}

// joined adds the items of a list in JSON form to those the customer has,
// without repeating any.
func joined(c *customer.Customer, p customer.Path, text string) string {
	fresh := &customer.Customer{}
	if fresh.SetText(p, text) != nil {
		return text
	}
	both := c.Clone()
	for _, code := range fresh.SolicitationCodes {
		if !slices.Contains(both.SolicitationCodes, code) {
			both.SolicitationCodes = append(both.SolicitationCodes, code)
		}
	}
	for _, a := range fresh.Address {
		if !slices.Contains(both.Address, a) {
			both.Address = append(both.Address, a)
		}
	}
	for _, a := range fresh.Attributes {
		if !slices.Contains(both.Attributes, a) {
			both.Attributes = append(both.Attributes, a)
		}
	}
	if scalar := p.Field != "solicitationCodes" && p.Field != "address" && p.Field != "attributes"; scalar {
		return text
	}
	return both.Text(p)
}
