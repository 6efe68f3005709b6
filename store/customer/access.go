package customer

import (
	"encoding/json"
	"errors"
	"slices"
	"sort"
	"strconv"
	"time"
)

// ErrReadOnly is returned by SetText for a field that only the store writes.
var ErrReadOnly = errors.New("field is kept by the store and cannot be set")

// Text returns the value at p as text; "" when absent. Lists come as JSON.
func (c *Customer) Text(p Path) string {
	switch {
	case p.Field == "fields":
		return c.Fields[p.Index].Text
	case p.Field == "address" && p.Index != "":
		if i := c.addressIndex(p.Index); i >= 0 {
			return c.Address[i].Part(p.Part)
		}
		return ""
	case p.Field == "attributes" && p.Index != "":
		if i := c.attributeIndex(p.Index); i >= 0 {
			return c.Attributes[i].Part(p.Part)
		}
		return ""
	}
	switch p.Field {
	case "solicitationCodes":
		return listText(c.SolicitationCodes)
	case "address":
		return listText(c.Address)
	case "attributes":
		return listText(c.Attributes)
	}
	if core := CoreNamed(p.Field); core != nil {
		return core.Get(c)
	}
	return ""
}

// SetText sets the value at p from text as Text writes it; "" removes it. An
// address or attribute that does not exist is made; one whose last part is
// removed goes. A custom field that is new gets the type text: use SetField to
// declare another.
func (c *Customer) SetText(p Path, text string) error {
	switch {
	case p.Field == "fields":
		v, ok := c.Fields[p.Index]
		if !ok {
			v.Type = Text
		}
		v.Text = text
		c.SetField(p.Index, v)
		return nil
	case p.Field == "address" && p.Index != "":
		c.setAddressPart(p, text)
		return nil
	case p.Field == "attributes" && p.Index != "":
		c.setAttributePart(p, text)
		return nil
	}
	switch p.Field {
	case "solicitationCodes":
		return setList(&c.SolicitationCodes, text)
	case "address":
		return setList(&c.Address, text)
	case "attributes":
		return setList(&c.Attributes, text)
	}
	core := CoreNamed(p.Field)
	if core == nil || core.Set == nil {
		return ErrReadOnly
	}
	core.Set(c, text)
	return nil
}

// SetField sets a custom field; an empty text removes it.
func (c *Customer) SetField(name string, v Value) {
	if v.Text == "" {
		delete(c.Fields, name)
		return
	}
	if c.Fields == nil {
		c.Fields = map[string]Value{}
	}
	c.Fields[name] = v
}

// FieldNames returns the names of the custom fields, sorted bytewise.
func (c *Customer) FieldNames() []string {
	names := make([]string, 0, len(c.Fields))
	for name := range c.Fields {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// Part returns a part of the address by its name.
func (a *Address) Part(name string) string {
	if name == "isPrimary" {
		if a.IsPrimary {
			return "true"
		}
		return ""
	}
	if at := a.part(name); at != nil {
		return *at
	}
	return ""
}

// SetPart sets a part of the address by its name; false when there is none of
// that name.
func (a *Address) SetPart(name, text string) bool {
	if name == "isPrimary" {
		a.IsPrimary = text == "true"
		return true
	}
	return setPart(a.part(name), text)
}

func setPart(at *string, text string) bool {
	if at != nil {
		*at = text
	}
	return at != nil
}

func (a *Address) part(name string) *string {
	switch name {
	case "streetAddress1":
		return &a.StreetAddress1
	case "streetAddress2":
		return &a.StreetAddress2
	case "city":
		return &a.City
	case "state":
		return &a.State
	case "zipCode":
		return &a.ZipCode
	case "country":
		return &a.Country
	case "suburb":
		return &a.Suburb
	case "type":
		return &a.Type
	}
	return nil
}

// Empty says whether the address holds nothing but its type.
func (a Address) Empty() bool {
	a.Type, a.IsPrimary = "", false
	return a == Address{}
}

// Part returns a part of the attribute by its name.
func (a *Attribute) Part(name string) string {
	if at := a.part(name); at != nil {
		return *at
	}
	return ""
}

// SetPart sets a part of the attribute by its name; false when there is none of
// that name.
func (a *Attribute) SetPart(name, text string) bool { return setPart(a.part(name), text) }

func (a *Attribute) part(name string) *string {
	switch name {
	case "category":
		return &a.Category
	case "description":
		return &a.Description
	case "notes":
		return &a.Notes
	case "date":
		return &a.Date
	}
	return nil
}

func (c *Customer) addressIndex(index string) int {
	if n, err := strconv.Atoi(index); err == nil {
		if n >= 1 && n <= len(c.Address) {
			return n - 1
		}
		return -1
	}
	return slices.IndexFunc(c.Address, func(a Address) bool { return a.Type == index })
}

func (c *Customer) attributeIndex(category string) int {
	return slices.IndexFunc(c.Attributes, func(a Attribute) bool { return a.Category == category })
}

func (c *Customer) setAddressPart(p Path, text string) {
	i := c.addressIndex(p.Index)
	if i < 0 {
		if text == "" {
			return
		}
		fresh := Address{Type: AddressPrimary}
		if p.Index == AddressBilling {
			fresh.Type = AddressBilling
		}
		c.Address = append(c.Address, fresh)
		i = len(c.Address) - 1
	}
	c.Address[i].SetPart(p.Part, text)
	if c.Address[i].Empty() {
		c.Address = slices.Delete(c.Address, i, i+1)
	}
}

func (c *Customer) setAttributePart(p Path, text string) {
	i := c.attributeIndex(p.Index)
	if i < 0 {
		if text == "" {
			return
		}
		c.Attributes = append(c.Attributes, Attribute{Category: p.Index})
		i = len(c.Attributes) - 1
	}
	c.Attributes[i].SetPart(p.Part, text)
	if c.Attributes[i] == (Attribute{Category: p.Index}) {
		c.Attributes = slices.Delete(c.Attributes, i, i+1)
	}
}

// listText writes a list as JSON; an empty list is "".
func listText[T any](list []T) string {
	if len(list) == 0 {
		return ""
	}
	return string(marshal(list))
}

func setList[T any](at *[]T, text string) error {
	if text == "" {
		*at = nil
		return nil
	}
	var list []T
	if err := json.Unmarshal([]byte(text), &list); err != nil {
		return errors.New("expected a JSON array")
	}
	*at = list
	return nil
}

func formatID(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339Nano)
}
