package postgres

import (
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/projection"
	"rollcall/store/internal/segment"
)

// selected are the columns that scanCustomer reads, under the alias c.
var selected = projection.Whole.Columns

func scanCustomer(r *row) (*customer.Customer, error) { return scan(r, projection.Whole) }

// scan reads a row of a projection's columns. All texts of a customer share one
// piece of memory: one allocation in place of many.
func scan(r *row, p *projection.Projection) (*customer.Customer, error) {
	texts := r.shared(p.Shared())
	next := func() string {
		text := texts[:len(r.raw())]
		texts = texts[len(text):]
		return text
	}
	c := &customer.Customer{}
	for _, at := range p.Texts {
		*at(c) = next()
	}
	if p.Document {
		if err := p.Decode(c, next()); err != nil {
			return nil, err
		}
	}
	for _, at := range p.Flags {
		*at(c) = r.bool()
	}
	for _, at := range p.Numbers {
		*at(c) = r.int()
	}
	for _, at := range p.Moments {
		*at(c) = r.time()
	}
	return c, nil
}

// valueColumns are the columns that copyValues writes: all that a revision may
// change, what is derived from it included.
const valueColumns = `import_id, source, external_customer_id, external_id,
title, first_name, middle_name, last_name, suffix, org_name, email,
phone_number, phone_notes, phone_e164, deceased, obfuscated, doc,
version, seq, updated_on, updated_by, email_key, phone_digits, search, folds`

// entryOf derives what searches look through from a customer.
func entryOf(c *customer.Customer) segment.Entry {
	return segment.Entry{Number: c.ID, Customer: c, Search: store.SearchText(c), Digits: store.Digits(c.PhoneNumber)}
}

// copyValues writes the columns of valueColumns.
func (t *tx) copyValues(w *copier, e *segment.Entry, seq int64) {
	c := e.Customer
	for _, text := range [...]string{c.ImportID, c.Source, c.ExternalCustomerID, c.ExternalID,
		c.Title, c.FirstName, c.MiddleName, c.LastName, c.Suffix, c.OrgName, c.Email,
		c.PhoneNumber, c.PhoneNotes, c.PhoneE164} {
		w.text(text)
	}
	w.bool(c.Deceased)
	w.bool(c.Obfuscated)
	doc := c.EncodeDoc()
	w.bytes(doc)
	w.int(c.Version)
	w.int(seq)
	w.time(t.now)
	w.text(t.store.user())
	w.text(emailKey(c.Email))
	w.text(e.Digits)
	w.text(e.Search)
	w.jsonb(foldsOf(c, doc))
}

// emailKey is the form under which emails are looked up regardless of case.
func emailKey(email string) string { return strings.ToLower(email) }

// foldsOf returns the folded form of each of the customer's texts that holds
// anything but ASCII, as a JSON object, or nil when there is none: that is what
// searches regardless of case and accents need beyond lower(). A text that is
// there twice is named twice. doc is the customer's encoded document.
func foldsOf(c *customer.Customer, doc []byte) (folds []byte) {
	add := func(text string) {
		if ascii(text) {
			return
		}
		opening := byte(',')
		if folds == nil {
			opening = '{'
		}
		folds = append(customer.AppendJSONString(append(folds, opening), text), ':')
		folds = customer.AppendJSONString(folds, store.Fold(text))
	}
	for _, text := range [...]string{c.ImportID, c.Source, c.ExternalCustomerID, c.ExternalID,
		c.Title, c.FirstName, c.MiddleName, c.LastName, c.Suffix, c.OrgName, c.Email, c.PhoneNumber, c.PhoneNotes} {
		add(text)
	}
	if !ascii(doc) {
		addDocument(c, add)
	}
	if folds != nil {
		folds = append(folds, '}')
	}
	return folds
}

// addDocument adds the texts within the document, and the lists as a whole,
// which filters can ask for too.
func addDocument(c *customer.Customer, add func(string)) {
	for _, list := range []string{"solicitationCodes", "address", "attributes"} {
		add(c.Text(customer.Path{Field: list}))
	}
	for i := range c.Address {
		for _, part := range customer.AddressParts {
			add(c.Address[i].Part(part))
		}
	}
	for i := range c.Attributes {
		for _, part := range customer.AttributeParts {
			add(c.Attributes[i].Part(part))
		}
	}
	for _, v := range c.Fields {
		add(v.Text)
	}
}

func ascii[T string | []byte](s T) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
