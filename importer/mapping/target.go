package mapping

import (
	"slices"
	"strings"

	"rollcall/importer/setting"
	"rollcall/store/customer"
)

// customerSlot completes a slot whose target is a field of the customer.
func (c *compiler) customerSlot(t *Target, s *slot) {
	s.field = t.Field
	if t.Field == "name" || t.ParseName {
		c.nameSlot(t, s)
		return
	}
	path, err := customer.ParsePath(t.Field)
	if err != nil {
		c.add(t.Line, "%v%s", err, fieldHint(t.Field))
		return
	}
	if !c.settable(t, path) || !c.optionsFit(t, path) {
		return
	}
	s.path, s.field = path, path.String()
	if path.Field == "fields" {
		s.value = customer.Value{Type: t.Type, Match: t.Match}
		if s.value.Type == "" {
			s.value.Type = customer.Text
		}
	}
	s.emit, s.convert = c.reading(t, path, s.value.Type)
	s.nested = path.Index == "" && isList(path.Field)
	s.split = t.Split
	if s.split == "" {
		s.split = ";"
	}
	if path.Field == "externalCustomerImportId" {
		s.prefix = c.file.IDPrefix
	}
	s.policy = c.policy(t, path, s.value.Type)
}

// fieldNames are what a target without brackets can be, for hints.
var fieldNames = func() []string {
	names := []string{"name", "solicitationCodes", "address", "attributes"}
	for i := range customer.CoreFields {
		names = append(names, customer.CoreFields[i].Name)
	}
	return names
}()

// fieldHint completes the message about an unknown field. What is wrong with
// brackets, the message says itself.
func fieldHint(field string) string {
	if strings.Contains(field, "[") {
		return ""
	}
	for _, part := range customer.AddressParts {
		if strings.EqualFold(field, part) {
			return "; did you mean \"address[primary]." + part + "\"?"
		}
	}
	if hint := setting.Nearest(field, fieldNames); hint != "" {
		return hint
	}
	return "; write fields." + field + " for a custom field"
}

func isList(field string) bool {
	return field == "solicitationCodes" || field == "address" || field == "attributes"
}

func (c *compiler) nameSlot(t *Target, s *slot) {
	if t.Field != "name" {
		c.add(t.Line, "parse: name fills title, firstName, middleName, lastName, suffix and orgName: write field: name")
	}
	if t.Type != "" || t.Split != "" || t.Match != 0 || len(t.Formats) > 0 {
		c.add(t.Line, "name: takes no type, match, format or split")
	}
	s.emit = emitName
	s.policy = c.policy(t, customer.Path{Field: "name"}, "")
}

// settable refuses what only the store writes.
func (c *compiler) settable(t *Target, path customer.Path) bool {
	switch {
	case path.Field == "obfuscated":
		c.add(t.Line, "obfuscated cannot be set from a file: use rollcall obfuscate")
		return false
	case keptByStore(path) && path.Field != "id" && path.Field != "customerId":
		c.add(t.Line, "%s is kept by the store and cannot be set", path.Field)
		return false
	}
	return true
}

// keptByStore says whether the store alone writes the field, ids included.
func keptByStore(path customer.Path) bool {
	core := customer.CoreNamed(path.Field)
	return core != nil && (core.Derived || path.Field == "obfuscated")
}

// optionsFit checks that a target's options belong to its field.
func (c *compiler) optionsFit(t *Target, path customer.Path) bool {
	before := len(c.faults.List)
	if path.Field != "fields" && (t.Type != "" || t.Match != 0) {
		c.add(t.Line, "%s: type and match are for custom fields (fields.NAME)", t.Field)
	}
	if len(t.Formats) > 0 && !isDate(path, t.Type) {
		c.add(t.Line, "%s: format is for dates: a custom field of type date or birth_date, or an attribute's date", t.Field)
	}
	if t.Split != "" && path.Field != "solicitationCodes" {
		c.add(t.Line, "%s: split is for solicitationCodes", t.Field)
	}
	if t.OnInvalid == Keep && !keepable(path) {
		c.add(t.Line, "%s: on_invalid: keep is not possible here; use reject or drop", t.Field)
	}
	return len(c.faults.List) == before
}

func isDate(path customer.Path, t customer.Type) bool {
	return t == customer.Date || t == customer.BirthDate || path.Field == "attributes" && path.Part == "date"
}

// keepable says whether a field can hold any text.
func keepable(path customer.Path) bool {
	core := customer.CoreNamed(path.Field)
	switch {
	case core != nil && (core.Bool || core.Derived):
		return false
	case path.Part == "type" && path.Field == "address", path.Part == "isPrimary", path.Index == "" && isList(path.Field):
		return false
	}
	return true
}

// identities name customers: they are never kept or dropped unless the column
// itself says so.
var identities = []string{"id", "customerId", "externalCustomerImportId"}

// policy decides what happens to the target's invalid values.
func (c *compiler) policy(t *Target, path customer.Path, fieldType customer.Type) Policy {
	phone := path.Field == "phoneNumber" || fieldType == customer.Phone
	switch {
	case t.OnInvalid != "":
		return t.OnInvalid
	case slices.Contains(identities, path.Field) || slices.Contains(c.file.Key, path.String()):
		return Reject
	case c.file.OnInvalid == Keep && !keepable(path):
		return Drop
	case c.file.OnInvalid != "" && c.file.OnInvalid != Reject:
		return c.file.OnInvalid
	case phone:
		return Keep
	}
	return Reject
}
