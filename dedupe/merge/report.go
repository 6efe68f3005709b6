package merge

import (
	"slices"
	"strings"
	"time"

	"rollcall/store/customer"
)

// Field is a field as reports show it: name and primary address in one line.
type Field struct {
	name string
	text func(*customer.Customer) string
}

// shownFields lists the fields of reports for these customers, in their order.
// The names are those of Conflict.Field and of choices, after the identity.
func shownFields(customers []*customer.Customer) []Field {
	list := []Field{
		core("id"), core("customerId"), core("externalCustomerImportId"), core("customerSource"),
		{"updatedOn", func(c *customer.Customer) string { return day(c.UpdatedOn) }},
	}
	list = append(list, Fields(customers)...)
	return append(list, Field{"related", func(c *customer.Customer) string { return counted(c.Related) }})
}

// Fields lists the fields that a merge settles, for these customers: the core
// fields in writing order, with the name and the primary address as one text
// each, then their custom fields by name.
func Fields(customers []*customer.Customer) []Field {
	list := []Field{
		core("externalCustomerId"), core("externalId"),
		{"name", func(c *customer.Customer) string { return nameOf(c).display() }},
		core("suffix"), core("orgName"), core("email"), core("phoneNumber"), core("phoneNotes"),
		{"deceased", func(c *customer.Customer) string {
			return strings.TrimPrefix(customer.CoreNamed("deceased").Get(c), "false")
		}},
		{"solicitationCodes", func(c *customer.Customer) string { return strings.Join(c.SolicitationCodes, "; ") }},
		{"address", primaryLine},
		{"other addresses", otherLines},
		{"attributes", attributeLines},
	}
	var names []string
	for _, c := range customers {
		names = append(names, c.FieldNames()...)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		list = append(list, Field{"fields." + name, func(c *customer.Customer) string { return c.Fields[name].Text }})
	}
	return list
}

// Name returns the field's name.
func (f Field) Name() string { return f.name }

// Text returns the customer's value as one text; "" when it has none.
func (f Field) Text(c *customer.Customer) string { return f.text(c) }

func core(name string) Field { return Field{name, customer.CoreNamed(name).Get} }

func primaryLine(c *customer.Customer) string {
	if i := primaryIndex(c.Address); i >= 0 {
		return addressLine(c.Address[i])
	}
	return ""
}

func otherLines(c *customer.Customer) string {
	var lines []string
	primary := primaryIndex(c.Address)
	for i, a := range c.Address {
		if i != primary && !a.Empty() {
			lines = append(lines, addressLine(a))
		}
	}
	return strings.Join(lines, " | ")
}

func attributeLines(c *customer.Customer) string {
	var lines []string
	for _, a := range c.Attributes {
		parts := slices.DeleteFunc([]string{a.Category, a.Description, a.Notes, a.Date}, func(s string) bool { return s == "" })
		lines = append(lines, strings.Join(parts, ": "))
	}
	return strings.Join(lines, " | ")
}

// counted counts related records by kind.
func counted(records []customer.Related) string {
	moves := make([]customer.Move, len(records))
	for i, r := range records {
		moves[i].Kind = r.Kind
	}
	return Moving(moves)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
