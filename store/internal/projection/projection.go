// Package projection says which columns of the table customers are read for
// what a query asks for, and what each of them sets: for both drivers, so that
// they leave out the same.
package projection

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/document"
	"rollcall/store/internal/question"
)

// Projection says which columns of customers are read, and what each of them
// sets. The columns stand in this order: Texts, the document where Document says
// so, Flags, Numbers, Moments; what each accessor returns takes the column of
// the same place.
type Projection struct {
	Columns  string // as SELECT lists them, under the alias c
	Texts    []func(*customer.Customer) *string
	Document bool
	Flags    []func(*customer.Customer) *bool
	Numbers  []func(*customer.Customer) *int64
	Moments  []func(*customer.Customer) *time.Time

	forget []func(*customer.Customer) // lists in the document that nobody asked for
}

// Whole is the projection of all that is kept of a customer.
var Whole = of(store.Readable)

// Of returns the projection of a query's Only: nil is everything. An unknown
// name is an error that quotes it.
func Of(only []string) (*Projection, error) {
	if only == nil {
		return Whole, nil
	}
	for _, name := range only {
		if !slices.Contains(store.Readable, name) {
			return nil, fmt.Errorf("%q is nothing that can be read of a customer", name)
		}
	}
	return of(only), nil
}

func of(only []string) *Projection {
	p, wanted := &Projection{}, func(name string) bool { return name == "id" || slices.Contains(only, name) }
	var names []string
	add := func(column string) { names = append(names, "c."+column) }
	p.Texts = pick(textParts, wanted, add)
	for _, list := range documentLists {
		if wanted(list.name) {
			p.Document = true
		} else {
			p.forget = append(p.forget, list.empty)
		}
	}
	if p.Document {
		add("doc")
	}
	p.Flags, p.Numbers, p.Moments = pick(flagParts, wanted, add), pick(numberParts, wanted, add), pick(momentParts, wanted, add)
	p.Columns = strings.Join(names, ", ")
	return p
}

// Shared is how many columns hold text, the document included.
func (p *Projection) Shared() int {
	if p.Document {
		return len(p.Texts) + 1
	}
	return len(p.Texts)
}

// Decode sets the lists of the document that were asked for.
func (p *Projection) Decode(c *customer.Customer, data string) error {
	if err := document.Decode(c, data); err != nil {
		return err
	}
	for _, empty := range p.forget {
		empty(c)
	}
	return nil
}

// part is a scalar of a customer.
type part[T any] struct {
	name string
	at   func(*customer.Customer) *T
}

// pick returns the accessors of the wanted parts and adds their columns.
func pick[T any](parts []part[T], wanted func(string) bool, add func(string)) (at []func(*customer.Customer) *T) {
	for _, part := range parts {
		if !wanted(part.name) {
			continue
		}
		column, core := question.ColumnOf(customer.Path{Field: part.name})
		if !core {
			column = "phone_e164"
		}
		at = append(at, part.at)
		add(column)
	}
	return at
}

var textParts = []part[string]{
	{"customerId", func(c *customer.Customer) *string { return &c.CustomerID }},
	{"externalCustomerImportId", func(c *customer.Customer) *string { return &c.ImportID }},
	{"customerSource", func(c *customer.Customer) *string { return &c.Source }},
	{"externalCustomerId", func(c *customer.Customer) *string { return &c.ExternalCustomerID }},
	{"externalId", func(c *customer.Customer) *string { return &c.ExternalID }},
	{"title", func(c *customer.Customer) *string { return &c.Title }},
	{"firstName", func(c *customer.Customer) *string { return &c.FirstName }},
	{"middleName", func(c *customer.Customer) *string { return &c.MiddleName }},
	{"lastName", func(c *customer.Customer) *string { return &c.LastName }},
	{"suffix", func(c *customer.Customer) *string { return &c.Suffix }},
	{"orgName", func(c *customer.Customer) *string { return &c.OrgName }},
	{"email", func(c *customer.Customer) *string { return &c.Email }},
	{"phoneNumber", func(c *customer.Customer) *string { return &c.PhoneNumber }},
	{"phoneNotes", func(c *customer.Customer) *string { return &c.PhoneNotes }},
	{"phoneE164", func(c *customer.Customer) *string { return &c.PhoneE164 }},
	{"createdBy", func(c *customer.Customer) *string { return &c.CreatedBy }},
	{"updatedBy", func(c *customer.Customer) *string { return &c.UpdatedBy }},
}

var flagParts = []part[bool]{
	{"deceased", func(c *customer.Customer) *bool { return &c.Deceased }},
	{"obfuscated", func(c *customer.Customer) *bool { return &c.Obfuscated }},
}

var numberParts = []part[int64]{
	{"id", func(c *customer.Customer) *int64 { return &c.ID }},
	{"mergedInto", func(c *customer.Customer) *int64 { return &c.MergedInto }},
	{"version", func(c *customer.Customer) *int64 { return &c.Version }},
}

var momentParts = []part[time.Time]{
	{"createdOn", func(c *customer.Customer) *time.Time { return &c.CreatedOn }},
	{"updatedOn", func(c *customer.Customer) *time.Time { return &c.UpdatedOn }},
}

// documentLists are what the document holds.
var documentLists = []struct {
	name  string
	empty func(*customer.Customer)
}{
	{"solicitationCodes", func(c *customer.Customer) { c.SolicitationCodes = nil }},
	{"address", func(c *customer.Customer) { c.Address = nil }},
	{"attributes", func(c *customer.Customer) { c.Attributes = nil }},
	{"fields", func(c *customer.Customer) { c.Fields = nil }},
}
