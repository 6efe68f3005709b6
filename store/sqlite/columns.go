package sqlite

import (
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/projection"
)

// selected are the columns that scanCustomer reads, under the alias c.
var selected = projection.Whole.Columns

func scanCustomer(r *row) (*customer.Customer, error) { return scan(r, projection.Whole) }

// scan reads a row of a projection's columns.
func scan(r *row, p *projection.Projection) (*customer.Customer, error) {
	c := &customer.Customer{}
	for _, at := range p.Texts {
		*at(c) = r.text()
	}
	if p.Document {
		if err := p.Decode(c, r.text()); err != nil {
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

// A revision may change keys and values. They are written apart: an UPDATE
// that names an indexed column rewrites its index even where nothing changes.
const (
	keyColumnList = `import_id, email_hash, external_customer_id, external_id`

	valueColumns = `source, title, first_name, middle_name, last_name, suffix, org_name, email,
phone_number, phone_notes, phone_e164, deceased, obfuscated, doc,
version, seq, updated_on, updated_by, phone_digits, search`
)

func bindKeys(b *binder, c *customer.Customer) {
	b.text(c.ImportID)
	b.int(emailHash(c.Email))
	b.text(c.ExternalCustomerID)
	b.text(c.ExternalID)
}

func bindValues(b *binder, w conn, c *customer.Customer, seq int64) {
	for _, text := range [...]string{c.Source, c.Title, c.FirstName, c.MiddleName, c.LastName, c.Suffix, c.OrgName, c.Email,
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
	b.text(store.Digits(c.PhoneNumber))
	b.text(store.SearchText(c))
}

var (
	reviseValues = "UPDATE customers SET (" + valueColumns + ") = (" + marks(valueColumns) + ") WHERE tenant = ? AND id = ? AND version = ?"
	reviseKeys   = `UPDATE customers SET (` + keyColumnList + `) = (?1, ?2, ?3, ?4) WHERE tenant = ?5 AND id = ?6
AND (` + keyColumnList + `) <> (?1, ?2, ?3, ?4)`
)

// revise writes one customer's new state; its ids, its creation and what it
// was merged into stay. What does not stand at base any more is store.ErrStale.
func (c conn) revise(now *customer.Customer, base, seq int64) error {
	n, err := c.run(reviseValues, func(b *binder) {
		bindValues(b, c, now, seq)
		b.int(c.tenant)
		b.int(now.ID)
		b.int(base)
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return store.ErrStale
	}
	if err := c.keepSaid(now.ID, now.ImportID); err != nil {
		return err
	}
	_, err = c.run(reviseKeys, func(b *binder) {
		bindKeys(b, now)
		b.int(c.tenant)
		b.int(now.ID)
	})
	return err
}

// marks writes a placeholder for every column of a list.
func marks(columns string) string {
	return "?" + strings.Repeat(", ?", strings.Count(columns, ","))
}

func (c conn) user() string { return c.store.opts.User }
