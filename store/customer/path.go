package customer

import (
	"fmt"
	"strconv"
	"strings"
)

// Path names one value inside a customer, in the words of mapping files,
// policies, filters and reports:
//
//	firstName                         a core field
//	solicitationCodes                 the whole list, as a JSON array of strings
//	address, attributes               the whole list, as a JSON array of objects
//	address[primary].city             a part of the first address of that type
//	address[2].city                   a part of the second address (1-based)
//	attributes[CATEGORY].description  a part of the first attribute of that category
//	fields.NAME                       a custom field
type Path struct {
	Field string // core name, "address", "attributes" or "fields"
	Index string // address type or number; attribute category; custom field name
	Part  string // part of an address or attribute
}

// String writes the path as ParsePath reads it.
func (p Path) String() string {
	switch {
	case p.Field == "fields":
		return "fields." + p.Index
	case p.Index != "":
		return p.Field + "[" + p.Index + "]." + p.Part
	}
	return p.Field
}

// AddressParts and AttributeParts list the parts in their writing order.
var (
	AddressParts   = []string{"streetAddress1", "streetAddress2", "city", "state", "zipCode", "country", "suburb", "type", "isPrimary"}
	AttributeParts = []string{"category", "description", "notes", "date"}
)

// ParsePath reads a path. The error says what is wrong with it, quoting only
// the path itself, which comes from a mapping or a command line.
func ParsePath(s string) (Path, error) {
	if name, ok := strings.CutPrefix(s, "fields."); ok {
		if name == "" {
			return Path{}, fmt.Errorf("fields. needs a name: fields.NAME")
		}
		return Path{Field: "fields", Index: name}, nil
	}
	open := strings.IndexByte(s, '[')
	if open < 0 {
		if s == "address" || s == "attributes" || s == "solicitationCodes" || CoreNamed(s) != nil {
			return Path{Field: s}, nil
		}
		return Path{}, fmt.Errorf("unknown field %q", s)
	}
	end := strings.LastIndex(s, "].")
	if end < open {
		return Path{}, fmt.Errorf("%q: expected %s[...].PART", s, s[:open])
	}
	p := Path{Field: s[:open], Index: s[open+1 : end], Part: s[end+2:]}
	switch p.Field {
	case "address":
		if n, err := strconv.Atoi(p.Index); p.Index != AddressPrimary && p.Index != AddressBilling && (err != nil || n < 1 || n > 99) {
			return Path{}, fmt.Errorf("%q: an address is named by primary, billing or its number", s)
		}
		return p, knownPart(s, p.Part, AddressParts)
	case "attributes":
		if p.Index == "" {
			return Path{}, fmt.Errorf("%q: attributes need a category", s)
		}
		return p, knownPart(s, p.Part, AttributeParts[1:])
	}
	return Path{}, fmt.Errorf("unknown field %q", s)
}

func knownPart(path, part string, parts []string) error {
	for _, known := range parts {
		if part == known {
			return nil
		}
	}
	return fmt.Errorf("%q: unknown part %q (known: %s)", path, part, strings.Join(parts, ", "))
}

// Core is one scalar field of a customer.
type Core struct {
	Name     string
	Bool     bool // text form is true or false
	Derived  bool // id, customerId, version, created*, updated*, mergedInto: never set from a file
	Portable bool // round-trips between stores
	Get      func(*Customer) string
	Set      func(*Customer, string) // nil when Derived
}

// CoreFields lists the scalar fields in the order in which they are written.
var CoreFields = coreFields()

var coreByName = func() map[string]*Core {
	m := make(map[string]*Core, len(CoreFields))
	for i := range CoreFields {
		m[CoreFields[i].Name] = &CoreFields[i]
	}
	return m
}()

// CoreNamed returns the scalar field of that name, or nil.
func CoreNamed(name string) *Core { return coreByName[name] }

func coreFields() []Core {
	text := func(name string, at func(*Customer) *string) Core {
		return Core{Name: name, Portable: true,
			Get: func(c *Customer) string { return *at(c) },
			Set: func(c *Customer, v string) { *at(c) = v }}
	}
	flag := func(name string, at func(*Customer) *bool) Core {
		return Core{Name: name, Portable: true, Bool: true,
			Get: func(c *Customer) string { return strconv.FormatBool(*at(c)) },
			Set: func(c *Customer, v string) { *at(c) = v == "true" }}
	}
	derived := func(name string, get func(*Customer) string) Core {
		return Core{Name: name, Derived: true, Get: get}
	}
	return []Core{
		derived("id", func(c *Customer) string { return formatID(c.ID) }),
		derived("customerId", func(c *Customer) string { return c.CustomerID }),
		text("customerSource", func(c *Customer) *string { return &c.Source }),
		text("externalCustomerId", func(c *Customer) *string { return &c.ExternalCustomerID }),
		text("externalCustomerImportId", func(c *Customer) *string { return &c.ImportID }),
		text("externalId", func(c *Customer) *string { return &c.ExternalID }),
		text("title", func(c *Customer) *string { return &c.Title }),
		text("firstName", func(c *Customer) *string { return &c.FirstName }),
		text("middleName", func(c *Customer) *string { return &c.MiddleName }),
		text("lastName", func(c *Customer) *string { return &c.LastName }),
		text("suffix", func(c *Customer) *string { return &c.Suffix }),
		text("orgName", func(c *Customer) *string { return &c.OrgName }),
		text("email", func(c *Customer) *string { return &c.Email }),
		text("phoneNumber", func(c *Customer) *string { return &c.PhoneNumber }),
		text("phoneNotes", func(c *Customer) *string { return &c.PhoneNotes }),
		flag("deceased", func(c *Customer) *bool { return &c.Deceased }),
		flag("obfuscated", func(c *Customer) *bool { return &c.Obfuscated }),
		derived("mergedInto", func(c *Customer) string { return formatID(c.MergedInto) }),
		derived("version", func(c *Customer) string { return formatID(c.Version) }),
		derived("createdOn", func(c *Customer) string { return formatTime(c.CreatedOn) }),
		derived("createdBy", func(c *Customer) string { return c.CreatedBy }),
		derived("updatedOn", func(c *Customer) string { return formatTime(c.UpdatedOn) }),
		derived("updatedBy", func(c *Customer) string { return c.UpdatedBy }),
	}
}
