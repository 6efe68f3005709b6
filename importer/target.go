package importer

import (
	"slices"
	"strings"

	"rollcall/importer/mapping"
	"rollcall/store/customer"
)

// target is where a cell of an input goes. The cells of all rows share it.
type target struct {
	path   customer.Path
	name   string         // the path as text
	member string         // the name with its quotes and colon, as a JSON object has it
	value  customer.Value // of a custom field: type and match, no text
	core   *customer.Core // of a scalar field that a file can set, else nil
	kept   bool           // the store alone writes it: the cell names the customer
	street bool           // a text of an address named by its type
}

func newTarget(path customer.Path, value customer.Value) *target {
	name := path.String()
	t := &target{path: path, name: name, member: string(customer.AppendJSONString(nil, name)) + ":", value: value}
	if core := customer.CoreNamed(path.Field); core != nil && path.Index == "" {
		if t.kept = core.Derived; !t.kept {
			t.core = core
		}
	}
	byType := path.Index == customer.AddressPrimary || path.Index == customer.AddressBilling
	t.street = path.Field == "address" && byType && path.Part != "type" && path.Part != "isPrimary"
	return t
}

// targetsOf returns the targets of a plan's places, by the cells' Place.
func targetsOf(places []mapping.Place) []*target {
	list := make([]*target, len(places)+1)
	for i := range places {
		list[i+1] = newTarget(places[i].Path, places[i].Value)
	}
	return list
}

// set gives a customer the target's value; "" removes it.
func (t *target) set(c *customer.Customer, text string) {
	switch {
	case t.core != nil:
		t.core.Set(c, text)
	case t.path.Field == "fields":
		v := t.value
		v.Text = text
		c.SetField(t.path.Index, v)
	case t.street:
		t.setStreet(c, text)
	default:
		if t.path.Field == "solicitationCodes" {
			if codes, ok := plainTexts(text); ok {
				c.SolicitationCodes = codes
				return
			}
		}
		_ = c.SetText(t.path, text) // mapping.Compile refuses targets that cannot be set
	}
}

// setStreet does what customer.SetText does with a text of an address that its
// type names, without looking at the path again.
func (t *target) setStreet(c *customer.Customer, text string) {
	i := 0
	for i < len(c.Address) && c.Address[i].Type != t.path.Index {
		i++
	}
	if i == len(c.Address) {
		if text == "" {
			return
		}
		c.Address = append(c.Address, customer.Address{Type: t.path.Index})
	}
	c.Address[i].SetPart(t.path.Part, text)
	if text == "" && c.Address[i].Empty() {
		c.Address = slices.Delete(c.Address, i, i+1)
	}
}

// plainTexts reads a JSON array of texts that need no escapes, as the mapping
// writes the most of them.
func plainTexts(text string) (list []string, ok bool) {
	if len(text) < 4 || text[:2] != `["` || text[len(text)-2:] != `"]` || strings.IndexByte(text, '\\') >= 0 {
		return nil, false
	}
	inner := text[2 : len(text)-2]
	const between = `","`
	list = make([]string, 0, 1+strings.Count(inner, between))
	for item := range strings.SplitSeq(inner, between) {
		if strings.IndexByte(item, '"') >= 0 {
			return nil, false
		}
		list = append(list, item)
	}
	return list, true
}
