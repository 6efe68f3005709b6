package exporter

import (
	"fmt"
	"strings"

	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// whole holds the columns that are no path: lists as JSON text, and lists
// written out for people.
var whole = wholeSources()

func wholeSources() map[string]source {
	sources := map[string]source{
		"fields":     {"fields", asJSON((*customer.Customer).FieldsText)},
		"fieldTypes": {"fields", asJSON((*customer.Customer).FieldTypesText)},
		"solicitationCodeList": {"solicitationCodes", asText(func(c *customer.Customer) string {
			return strings.Join(c.SolicitationCodes, "; ")
		})},
		"attributeList": {"attributes", asText(attributeList)},
		"fieldList":     {"fields", asText(fieldList)},
		"relatedCount":  {"", asText(relatedCount)},
	}
	for _, name := range []string{"solicitationCodes", "address", "attributes"} {
		sources[name] = source{name, asJSON(func(c *customer.Customer) string { return c.Text(customer.Path{Field: name}) })}
	}
	for _, kind := range customer.Kinds {
		sources[string(kind)] = source{"", asJSON(func(c *customer.Customer) string { return c.RelatedText(kind) })}
	}
	return sources
}

func asJSON(text func(*customer.Customer) string) func(*customer.Customer) Cell {
	return func(c *customer.Customer) Cell { return Cell{text(c), sheet.Text, true} }
}

func asText(text func(*customer.Customer) string) func(*customer.Customer) Cell {
	return func(c *customer.Customer) Cell { return Cell{Text: text(c), Kind: sheet.Text} }
}

// pathGetter returns the getter of a path, with the kind that its values have
// in a spreadsheet.
func pathGetter(p customer.Path) func(*customer.Customer) Cell {
	if p.Field == "fields" {
		return func(c *customer.Customer) Cell { return fieldCell(c.Fields[p.Index]) }
	}
	if core := customer.CoreNamed(p.Field); core != nil {
		kind, bare := coreKind(core)
		return func(c *customer.Customer) Cell { return Cell{core.Get(c), kind, bare} }
	}
	if p.Part == "isPrimary" {
		return func(c *customer.Customer) Cell { return Cell{c.Text(p), sheet.Bool, true} }
	}
	return func(c *customer.Customer) Cell { return Cell{Text: c.Text(p), Kind: sheet.Text} }
}

// coreKind says how a core field stands in a spreadsheet, and whether its text
// is a JSON value.
func coreKind(f *customer.Core) (sheet.Kind, bool) {
	switch f.Name {
	case "version":
		return sheet.Number, true
	case "id", "mergedInto":
		return sheet.Text, true
	case "createdOn", "updatedOn":
		return sheet.Date, false
	}
	if f.Bool {
		return sheet.Bool, true
	}
	return sheet.Text, false
}

func fieldCell(v customer.Value) Cell {
	kind, bare := sheet.Text, false
	if v.Valid() {
		switch v.Type {
		case customer.Number:
			kind, bare = sheet.Number, true
		case customer.Bool:
			kind, bare = sheet.Bool, true
		case customer.Date, customer.BirthDate:
			kind = sheet.Date
		}
	}
	return Cell{v.Text, kind, bare && v.Text != ""}
}

// attributeList writes attributes as "category: description (notes, date)".
func attributeList(c *customer.Customer) string {
	items := make([]string, len(c.Attributes))
	for i, a := range c.Attributes {
		items[i] = a.Category
		if a.Description != "" {
			items[i] += ": " + a.Description
		}
		if more := joinFilled(", ", a.Notes, a.Date); more != "" {
			items[i] += " (" + more + ")"
		}
	}
	return strings.Join(items, "; ")
}

func fieldList(c *customer.Customer) string {
	names := c.FieldNames()
	for i, name := range names {
		names[i] = name + ": " + c.Fields[name].Text
	}
	return strings.Join(names, "; ")
}

// relatedCount writes how many related records there are: "notes: 1; orders: 3".
func relatedCount(c *customer.Customer) string {
	counts := map[customer.Kind]int{}
	for i := range c.Related {
		counts[c.Related[i].Kind]++
	}
	var items []string
	for _, kind := range customer.Kinds {
		if n := counts[kind]; n > 0 {
			items = append(items, fmt.Sprintf("%s: %d", kind, n))
		}
	}
	return strings.Join(items, "; ")
}

func joinFilled(separator string, texts ...string) string {
	var filled []string
	for _, text := range texts {
		if text != "" {
			filled = append(filled, text)
		}
	}
	return strings.Join(filled, separator)
}
