package record

import (
	"slices"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/normalize"
	"rollcall/store/customer"
)

// Reads names the parts of a customer that are read of it beside its id, as mappings
// and stores call them.
var Reads = []string{"externalCustomerImportId", "version", "mergedInto", "firstName", "middleName", "lastName", "suffix", "orgName",
	"email", "phoneNumber", "phoneE164", "address", "fields"}

// maxRows bounds the rows that one customer makes.
const maxRows = 8

// values are one row's normalised texts.
type values struct {
	first, middle, last, suffix    hashed
	org, email, form, phone, birth hashed
	place                          compare.Place
	placeHash                      uint64
}

// flat is one customer, normalised.
type flat struct {
	ref    Ref
	into   int64 // the survivor's id on a secondary
	rows   []values
	custom []fieldValue // of every row
}

type fieldValue struct {
	field Field
	text  hashed
}

// flattener normalises customers, one after the other, in memory that it uses again.
type flattener struct {
	region string // of phone numbers without a country code
	lists
}

// lists are a customer's values per kind; row i takes the i-th, or the last.
type lists struct {
	emails, phones, births []string
	places                 []compare.Place
}

// flatten normalises a customer into f, whose memory it takes over.
func (w *flattener) flatten(c *customer.Customer, f *flat) {
	f.ref, f.into = Ref{c.ID, c.ImportID, c.Version}, c.MergedInto
	name := normalize.Person(c.FirstName, c.MiddleName, c.LastName, c.Suffix)
	org := hash(normalize.Organisation(c.OrgName))
	only := name.First == "" && name.Last == ""
	l := &w.lists
	l.emails, l.phones, l.births, l.places = l.emails[:0], l.phones[:0], l.births[:0], l.places[:0]
	l.addEmail(normalize.Email(c.Email, only))
	l.addPhone(normalize.PhoneValue(c.PhoneNumber, c.PhoneE164, w.region))
	for i := range c.Address {
		l.addAddress(&c.Address[i])
	}
	f.custom = f.custom[:0]
	if len(c.Fields) > 0 {
		f.custom = w.addFields(f.custom, c, only)
	}
	n := min(maxRows, max(1, len(l.emails), len(l.phones), len(l.births), len(l.places)))
	f.rows = slices.Grow(f.rows[:0], n)[:n]
	for i := range f.rows {
		l.row(i, &name, &f.rows[i])
		f.rows[i].org = org
	}
}

// row sets the i-th row's values but the organisation.
func (l *lists) row(i int, name *normalize.PersonName, v *values) {
	email := nth(l.emails, i)
	v.first, v.middle, v.last, v.suffix = hash(name.First), hash(name.Middle), hash(name.Last), hash(name.Suffix)
	v.email, v.form = hash(email), hash(normalize.EmailForm(email, name.First, name.Last))
	v.phone, v.birth, v.place = hash(nth(l.phones, i)), hash(nth(l.births, i)), nth(l.places, i)
	v.placeHash = placeHash(&v.place)
}

func nth[T any](list []T, i int) (v T) {
	if len(list) > 0 {
		v = list[min(i, len(list)-1)]
	}
	return v
}

func (l *lists) addEmail(email string)  { l.emails = addNew(l.emails, email) }
func (l *lists) addPhone(number string) { l.phones = addNew(l.phones, number) }
func (l *lists) addBirth(date string)   { l.births = addNew(l.births, date) }

func addNew[T comparable](list []T, v T) []T {
	var zero T
	if v == zero {
		return list
	}
	for _, have := range list {
		if have == v {
			return list
		}
	}
	return append(list, v)
}

func (l *lists) addAddress(a *customer.Address) {
	p := normalize.PlaceAddress(normalize.AddressParts{Line1: a.StreetAddress1, Line2: a.StreetAddress2,
		City: a.City, State: a.State, Zip: a.ZipCode, Country: a.Country, Suburb: a.Suburb})
	l.places = addNew(l.places, compare.Place{Number: p.Number, Street: p.Street, Extra: p.Extra, Unit: p.Unit, City: p.City, State: p.State, Zip: p.Zip})
}

// addFields takes the custom fields that are evidence: birth dates, emails and
// phones join the fixed columns, the others are appended to others.
func (w *flattener) addFields(others []fieldValue, c *customer.Customer, organisation bool) []fieldValue {
	for _, name := range c.FieldNames() {
		v := c.Fields[name]
		if !v.Evidence() {
			continue
		}
		switch v.Type {
		case customer.BirthDate:
			w.addBirth(dateValue(v.Text, w.region))
		case customer.Email:
			w.addEmail(normalize.Email(v.Text, organisation))
		case customer.Phone:
			w.addPhone(normalize.PhoneValue(v.Text, "", w.region))
		default:
			if text := fieldText(v, w.region); text != "" {
				others = append(others, fieldValue{Field{name, v.Type}, hash(text)})
			}
		}
	}
	return others
}

// dateValue keeps what is no date as text: it is still evidence.
func dateValue(text, region string) string {
	if date := normalize.Date(text, region); date != "" || len(normalize.Fold(text)) == 0 {
		return date
	}
	if hasEightDigits(text) {
		return ""
	}
	return normalize.Identifier(text)
}

func hasEightDigits(text string) bool {
	n := 0
	for i := 0; i < len(text); i++ {
		if text[i] >= '0' && text[i] <= '9' {
			n++
		}
	}
	return n == 8
}

func fieldText(v customer.Value, region string) string {
	switch v.Type {
	case customer.Date:
		return dateValue(v.Text, region)
	case customer.Identifier:
		return normalize.Identifier(v.Text)
	case customer.Number, customer.Bool:
		return v.Text
	}
	return normalize.Fold(v.Text)
}
