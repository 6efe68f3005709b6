package contract

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"rollcall/store"
	"rollcall/store/customer"
)

// ErrText is text that not every engine can keep as given.
var ErrText = errors.New("text holds a NUL byte or is not valid UTF-8: clean the input first")

const maxHash = 32 // bytes of Memory.Hash

// Text refuses, with ErrText, text that not every engine keeps as given.
func Text(s string) error {
	if s == "" {
		return nil // most of a customer's texts are
	}
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return ErrText
	}
	return nil
}

// CheckBatch refuses a batch that no store can keep: text as Text refuses it,
// missing ids, a customer changed twice. The errors name customers by id and
// never quote a value.
func CheckBatch(b store.Batch) error {
	for _, c := range b.New {
		if err := checkNew(c); err != nil {
			return fmt.Errorf("customer %d: %w", c.ID, err)
		}
	}
	changed := make(map[int64]bool, len(b.Changed))
	for _, r := range b.Changed {
		if changed[r.Customer.ID] {
			return fmt.Errorf("customer %d: changed twice in one batch", r.Customer.ID)
		}
		changed[r.Customer.ID] = true
		if err := Customer(r.Customer); err != nil {
			return fmt.Errorf("customer %d: %w", r.Customer.ID, err)
		}
	}
	if err := checkRelated(b.Related); err != nil {
		return err
	}
	return checkMemories(b.Memories)
}

func checkNew(c *customer.Customer) error {
	switch {
	case c.ID <= 0 || c.CustomerID == "":
		return errors.New("a new customer needs a reserved id and customerId")
	case c.ImportID == "":
		return errors.New("a new customer needs an import id")
	case c.Version < 1:
		return errors.New("a new customer needs a version of 1 or more")
	}
	for i := range c.Related {
		if err := record(&c.Related[i]); err != nil {
			return err
		}
	}
	return Customer(c)
}

// Customer refuses text of the customer's own values as Text does; the error
// names the field.
func Customer(c *customer.Customer) error {
	for _, f := range texts(c) {
		if err := Text(*f); err != nil {
			return fmt.Errorf("%s: %w", fieldOf(c, f), err)
		}
	}
	for i := range c.Address {
		for _, part := range customer.AddressParts {
			if err := Text(c.Address[i].Part(part)); err != nil {
				return fmt.Errorf("address[%d].%s: %w", i+1, part, err)
			}
		}
	}
	for i := range c.Attributes {
		for _, part := range customer.AttributeParts {
			if err := Text(c.Attributes[i].Part(part)); err != nil {
				return fmt.Errorf("attributes %d %s: %w", i+1, part, err)
			}
		}
	}
	return checkFree(c)
}

func checkFree(c *customer.Customer) error {
	for _, code := range c.SolicitationCodes {
		if err := Text(code); err != nil {
			return fmt.Errorf("solicitationCodes: %w", err)
		}
	}
	for name, v := range c.Fields {
		if err := errors.Join(Text(name), Text(v.Text)); err != nil {
			return fmt.Errorf("a custom field: %w", ErrText)
		}
	}
	return nil
}

// texts lists the core text fields in place: this check runs for every
// customer written, so it goes without the closures of customer.CoreFields.
func texts(c *customer.Customer) [17]*string {
	return [...]*string{&c.CustomerID, &c.Source, &c.ExternalCustomerID, &c.ImportID, &c.ExternalID, &c.Title,
		&c.FirstName, &c.MiddleName, &c.LastName, &c.Suffix, &c.OrgName, &c.Email, &c.PhoneNumber,
		&c.PhoneNotes, &c.PhoneE164, &c.CreatedBy, &c.UpdatedBy}
}

// fieldOf names the core field whose text is refused.
func fieldOf(c *customer.Customer, at *string) string {
	for i := range customer.CoreFields {
		if f := &customer.CoreFields[i]; !f.Bool && f.Get(c) == *at {
			return f.Name
		}
	}
	return "phone"
}

func checkRelated(list []customer.Related) error {
	for i := range list {
		if list[i].CustomerID <= 0 {
			return fmt.Errorf("%s record: its customer is not given", list[i].Kind)
		}
		if err := record(&list[i]); err != nil {
			return fmt.Errorf("customer %d: %w", list[i].CustomerID, err)
		}
	}
	return nil
}

func record(r *customer.Related) error {
	if r.ID == "" || r.Kind == "" {
		return errors.New("a related record needs a kind and an id")
	}
	if err := errors.Join(Text(r.ID), Text(string(r.Kind))); err != nil {
		return fmt.Errorf("%s record's id: %w", r.Kind, ErrText)
	}
	if bytes.IndexByte(r.Data, 0) >= 0 || !utf8.Valid(r.Data) {
		return fmt.Errorf("%s record's data: %w", r.Kind, ErrText)
	}
	return nil
}

func checkMemories(list []store.Memory) error {
	for i := range list {
		m := &list[i]
		if m.Key == "" || len(m.Hash) > maxHash {
			return fmt.Errorf("customer %d: a memory needs a key, and a hash of at most %d bytes", m.Customer, maxHash)
		}
		if Text(m.Key) != nil || Text(m.Source) != nil || bytes.IndexByte(m.Values, 0) >= 0 || !utf8.Valid(m.Values) {
			return fmt.Errorf("customer %d: what its key said last: %w", m.Customer, ErrText)
		}
	}
	return nil
}
