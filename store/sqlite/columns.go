package sqlite

import (
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// selected are the columns that scanCustomer reads, in its order, under the
// alias c.
const selected = `c.id, c.customer_id, c.import_id, c.source, c.external_customer_id, c.external_id,
c.title, c.first_name, c.middle_name, c.last_name, c.suffix, c.org_name, c.email,
c.phone_number, c.phone_notes, c.phone_e164, c.deceased, c.obfuscated, c.doc,
c.merged_into, c.version, c.created_on, c.created_by, c.updated_on, c.updated_by`

func scanCustomer(r *row) (*customer.Customer, error) {
	c := &customer.Customer{
		ID: r.int(), CustomerID: r.text(), ImportID: r.text(), Source: r.text(), ExternalCustomerID: r.text(), ExternalID: r.text(),
		Title: r.text(), FirstName: r.text(), MiddleName: r.text(), LastName: r.text(), Suffix: r.text(), OrgName: r.text(), Email: r.text(),
		PhoneNumber: r.text(), PhoneNotes: r.text(), PhoneE164: r.text(), Deceased: r.bool(), Obfuscated: r.bool(),
	}
	if err := c.DecodeDoc(r.bytes()); err != nil {
		return nil, err
	}
	c.MergedInto, c.Version = r.int(), r.int()
	c.CreatedOn, c.CreatedBy, c.UpdatedOn, c.UpdatedBy = r.time(), r.text(), r.time(), r.text()
	return c, nil
}

// valueColumns are the columns that bindValues binds: all that a revision may
// change, what is derived from it included.
const valueColumns = `import_id, source, external_customer_id, external_id,
title, first_name, middle_name, last_name, suffix, org_name, email,
phone_number, phone_notes, phone_e164, deceased, obfuscated, doc,
version, seq, updated_on, updated_by, email_key, phone_digits, search`

func bindValues(b *binder, w conn, c *customer.Customer, seq int64) {
	for _, text := range [...]string{c.ImportID, c.Source, c.ExternalCustomerID, c.ExternalID,
		c.Title, c.FirstName, c.MiddleName, c.LastName, c.Suffix, c.OrgName, c.Email,
		c.PhoneNumber, c.PhoneNotes, c.PhoneE164} {
		b.text(text)
	}
	b.bool(c.Deceased)
	b.bool(c.Obfuscated)
	b.text(string(c.EncodeDoc()))
	b.int(c.Version)
	b.int(seq)
	b.time(w.now)
	b.text(w.user())
	b.text(emailKey(c.Email))
	b.text(store.Digits(c.PhoneNumber))
	b.text(store.SearchText(c))
}

// emailKey is the form under which emails are looked up regardless of case.
func emailKey(email string) string { return strings.ToLower(email) }

// reviseSQL writes a customer's values where it stands at the version expected;
// its ids, its creation and what it was merged into stay.
var reviseSQL = "UPDATE customers SET (" + valueColumns + ") = (" + marks(valueColumns) + ") WHERE tenant = ? AND id = ? AND version = ?"

// revise writes one customer's new state. What does not stand at base any more
// is store.ErrStale.
func (c conn) revise(now *customer.Customer, base, seq int64) error {
	n, err := c.run(reviseSQL, func(b *binder) {
		bindValues(b, c, now, seq)
		b.int(c.tenant)
		b.int(now.ID)
		b.int(base)
	})
	if err == nil && n == 0 {
		err = store.ErrStale
	}
	return err
}

// marks writes a placeholder for every column of a list.
func marks(columns string) string {
	return "?" + strings.Repeat(", ?", strings.Count(columns, ","))
}

func (c conn) user() string { return c.store.opts.User }
