package question

import (
	"strconv"

	"rollcall/store/customer"
)

// class says how a core field is stored and therefore compared.
type class int8

const (
	text   class = iota
	flag         // boolean; its text is true or false
	number       // bigint; its text is the digits, "" for 0
	moment       // microseconds
)

// column is where a core field is stored.
type column struct {
	name   string
	class  class
	folded bool // part of store.SearchText
	sparse bool // indexed only where it is not empty
}

// columns has every scalar field of the Customer object.
var columns = map[string]column{
	"id":                       {name: "id", class: number},
	"customerId":               {name: "customer_id"},
	"customerSource":           {name: "source"},
	"externalCustomerId":       {name: "external_customer_id", sparse: true},
	"externalCustomerImportId": {name: "import_id"},
	"externalId":               {name: "external_id", sparse: true},
	"title":                    {name: "title"},
	"firstName":                {name: "first_name", folded: true},
	"middleName":               {name: "middle_name"},
	"lastName":                 {name: "last_name", folded: true},
	"suffix":                   {name: "suffix"},
	"orgName":                  {name: "org_name", folded: true},
	"email":                    {name: "email", folded: true},
	"phoneNumber":              {name: "phone_number"},
	"phoneNotes":               {name: "phone_notes"},
	"deceased":                 {name: "deceased", class: flag},
	"obfuscated":               {name: "obfuscated", class: flag},
	"mergedInto":               {name: "merged_into", class: number},
	"version":                  {name: "version", class: number},
	"createdOn":                {name: "created_on", class: moment},
	"createdBy":                {name: "created_by"},
	"updatedOn":                {name: "updated_on", class: moment},
	"updatedBy":                {name: "updated_by"},
}

// lists names the whole lists by their key in the stored document.
var lists = map[string]string{"solicitationCodes": "c", "address": "a", "attributes": "t"}

// ColumnOf returns the name of the column that holds a scalar field, or false
// for a path that is stored in the document.
func ColumnOf(p customer.Path) (string, bool) {
	col, ok := columns[p.Field]
	return col.name, ok
}

// TextOf returns the expression for the text of a path, as Customer.Text gives
// it, over the alias c, and the arguments that it uses from placeholder
// number first on. Times have no text form here: ok is false for them.
func TextOf(d Dialect, p customer.Path, first int) (sql string, args []any, ok bool) {
	if columns[p.Field].class == moment {
		return "", nil, false
	}
	b := &builder{Dialect: d, args: make([]any, first-1)}
	sql = b.text(p)
	return sql, b.args[first-1:], true
}

// text returns the expression for a path's text; never NULL, compared bytewise.
func (b *builder) text(p customer.Path) string {
	if col, ok := columns[p.Field]; ok {
		return col.text()
	}
	if p.Field == "fields" {
		return b.present(b.field(b.arg(p.Index), "v"))
	}
	list := lists[p.Field]
	if p.Index == "" {
		return b.present(b.whole(list))
	}
	if n, err := strconv.Atoi(p.Index); err == nil && p.Field == "address" {
		return b.present(b.nth(list, n-1, p.Part))
	}
	return b.present(b.first(list, b.arg(p.Index), p.Part))
}

// text returns the expression for a core field's text.
func (c column) text() string {
	switch c.class {
	case flag:
		return "CASE WHEN c." + c.name + " THEN 'true' ELSE 'false' END"
	case number:
		return "CASE WHEN c." + c.name + " = 0 THEN '' ELSE CAST(c." + c.name + " AS TEXT) END"
	}
	return "c." + c.name
}
