package customer

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrObject says that a line is not a customer as MarshalJSON writes it.
var ErrObject = errors.New("not a customer object")

// objectForm is the written form of a customer, as far as it is read back.
type objectForm struct {
	ID                 int64                      `json:"id"`
	CustomerID         string                     `json:"customerId"`
	Source             string                     `json:"customerSource"`
	ExternalCustomerID string                     `json:"externalCustomerId"`
	ImportID           string                     `json:"externalCustomerImportId"`
	ExternalID         string                     `json:"externalId"`
	Title              string                     `json:"title"`
	FirstName          string                     `json:"firstName"`
	MiddleName         string                     `json:"middleName"`
	LastName           string                     `json:"lastName"`
	Suffix             string                     `json:"suffix"`
	OrgName            string                     `json:"orgName"`
	Email              string                     `json:"email"`
	PhoneNumber        string                     `json:"phoneNumber"`
	PhoneNotes         string                     `json:"phoneNotes"`
	PhoneE164          string                     `json:"phoneE164"`
	Deceased           bool                       `json:"deceased"`
	Obfuscated         bool                       `json:"obfuscated"`
	MergedInto         int64                      `json:"mergedInto"`
	Version            int64                      `json:"version"`
	CreatedOn          time.Time                  `json:"createdOn"`
	CreatedBy          string                     `json:"createdBy"`
	UpdatedOn          time.Time                  `json:"updatedOn"`
	UpdatedBy          string                     `json:"updatedBy"`
	Codes              []string                   `json:"solicitationCodes"`
	Address            []Address                  `json:"address"`
	Attributes         []Attribute                `json:"attributes"`
	Fields             map[string]json.RawMessage `json:"fields"`
	FieldTypes         map[string]string          `json:"fieldTypes"`
}

// ParseObject reads a customer as MarshalJSON writes it: the scalar fields, codes,
// addresses, attributes and custom fields. Related records, merge history and keys
// that it does not know are left out. The error wraps ErrObject and names the key
// where it can, never a value.
func ParseObject(line []byte) (*Customer, error) {
	var o objectForm
	if err := json.Unmarshal(line, &o); err != nil {
		var kind *json.UnmarshalTypeError
		if errors.As(err, &kind) && kind.Field != "" {
			return nil, fmt.Errorf("%w: %s does not hold what it should", ErrObject, kind.Field)
		}
		return nil, fmt.Errorf("%w: the line is no such JSON object", ErrObject)
	}
	c := &Customer{
		ID: o.ID, CustomerID: o.CustomerID, Source: o.Source, ExternalCustomerID: o.ExternalCustomerID, ImportID: o.ImportID, ExternalID: o.ExternalID,
		Title: o.Title, FirstName: o.FirstName, MiddleName: o.MiddleName, LastName: o.LastName, Suffix: o.Suffix, OrgName: o.OrgName,
		Email: o.Email, PhoneNumber: o.PhoneNumber, PhoneNotes: o.PhoneNotes, PhoneE164: o.PhoneE164, Deceased: o.Deceased, Obfuscated: o.Obfuscated,
		SolicitationCodes: o.Codes, Address: o.Address, Attributes: o.Attributes, MergedInto: o.MergedInto, Version: o.Version,
		CreatedOn: o.CreatedOn, CreatedBy: o.CreatedBy, UpdatedOn: o.UpdatedOn, UpdatedBy: o.UpdatedBy,
	}
	for name, raw := range o.Fields {
		v, err := parseField(raw, o.FieldTypes[name])
		if err != nil {
			return nil, err
		}
		c.SetField(name, v)
	}
	return c, nil
}

// parseField reads a custom field's value; without a declaration it is text.
func parseField(raw json.RawMessage, declaration string) (v Value, err error) {
	v.Type = Text
	if declaration != "" {
		if v.Type, v.Match, err = ParseDeclaration(declaration); err != nil {
			return v, fmt.Errorf("%w: fieldTypes names an unknown type", ErrObject)
		}
	}
	switch raw[0] {
	case '"':
		return v, json.Unmarshal(raw, &v.Text)
	case '{', '[':
		return v, fmt.Errorf("%w: a custom field holds a list or an object", ErrObject)
	case 'n':
		return v, nil
	}
	v.Text = string(raw)
	return v, nil
}
