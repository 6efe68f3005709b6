package mapping

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"rollcall/importer/mapping/value"
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
	if hint := nearest(field, fieldNames); hint != "" {
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
	core := customer.CoreNamed(path.Field)
	switch {
	case path.Field == "obfuscated":
		c.add(t.Line, "obfuscated cannot be set from a file: use rollcall obfuscate")
		return false
	case core != nil && core.Derived && path.Field != "id" && path.Field != "customerId":
		c.add(t.Line, "%s is kept by the store and cannot be set", path.Field)
		return false
	}
	return true
}

// optionsFit checks that a target's options belong to its field.
func (c *compiler) optionsFit(t *Target, path customer.Path) bool {
	before := len(c.list)
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
	return len(c.list) == before
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

// reading returns how a path's values are read and emitted.
func (c *compiler) reading(t *Target, path customer.Path, fieldType customer.Type) (emitter, conversion) {
	limit := limitOf(path)
	if path.Field == "fields" {
		return emitCell, limited(limit, c.typed(t, fieldType))
	}
	switch path.Field {
	case "title", "firstName", "lastName":
		return emitPerson, asLine
	case "phoneNumber":
		return emitPhone, asLine
	case "solicitationCodes":
		return emitCodes, asText
	case "address", "attributes":
		if path.Index == "" {
			return emitList, asText
		}
	}
	return emitCell, limited(limit, c.scalar(t, path))
}

// scalar returns the conversion of a single value outside the custom fields.
func (c *compiler) scalar(t *Target, path customer.Path) conversion {
	core := customer.CoreNamed(path.Field)
	switch {
	case path.Field == "id":
		return asID
	case slices.Contains(identities, path.Field), path.Field == "externalCustomerId", path.Field == "externalId":
		return asKey
	case path.Field == "customerSource":
		return asSource
	case path.Field == "email":
		return asEmail
	case core != nil && core.Bool, path.Part == "isPrimary":
		return asBool
	case path.Field == "address" && path.Part == "type":
		return asAddressType
	case path.Part == "zipCode":
		return asDigits
	case path.Field == "attributes" && path.Part == "date":
		return asDate(c.dates(t), false)
	}
	return asText
}

// typed returns the conversion of a declared type.
func (c *compiler) typed(t *Target, fieldType customer.Type) conversion {
	switch fieldType {
	case customer.Number:
		return asNumber(c.point)
	case customer.Bool:
		return asBool
	case customer.Date:
		return asDate(c.dates(t), false)
	case customer.BirthDate:
		return asDate(c.dates(t), true)
	case customer.Identifier:
		return asDigits
	case customer.Email:
		return asEmail
	case customer.Phone:
		return asPhone(c.plan.region)
	}
	return asText
}

// dates returns how a target's dates are read: by its own formats alone, else by
// the file's and the built-in forms.
func (c *compiler) dates(t *Target) value.Dates {
	if len(t.Formats) > 0 {
		return value.Dates{Patterns: c.patterns(t.Formats, t.Line), Strict: true}
	}
	return value.Dates{Patterns: c.formats, Order: value.OrderOf(c.plan.region)}
}

// dataKey is a key of a related record's data; dataGroup one of the members of a
// membership.
var (
	dataKey   = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)
	dataGroup = regexp.MustCompile(`^(cardholders|benefits)\[([1-9][0-9]?)\]\.([A-Za-z_][A-Za-z0-9_]*)$`)
)

// relatedSlot completes a slot whose target is a part of a related record.
func (c *compiler) relatedSlot(t *Target, s *slot) {
	_, owner := owners[t.Field]
	s.field, s.policy = t.Field, c.relatedPolicy(t, owner)
	if t.Split != "" || t.ParseName || t.Match != 0 {
		c.add(t.Line, "%s: split, parse and match are for customers", t.Field)
	}
	switch {
	case t.Field == "id":
		s.emit, s.convert = emitRecordID, limited(MaxLine, asKey)
	case owner:
		s.emit, s.convert = emitOwner, limited(MaxLine, asKey)
		if t.Field == "externalCustomerImportId" {
			s.prefix = c.file.IDPrefix
		}
	default:
		c.datumSlot(t, s)
	}
}

func (c *compiler) relatedPolicy(t *Target, owner bool) Policy {
	switch {
	case t.OnInvalid != "":
		return t.OnInvalid
	case owner || t.Field == "id" || c.file.OnInvalid == "" && t.Type != customer.Phone:
		return Reject
	case t.Type == customer.Phone && c.file.OnInvalid != Drop:
		return Keep
	}
	return c.file.OnInvalid
}

func (c *compiler) datumSlot(t *Target, s *slot) {
	s.value.Type = t.Type
	s.nested = t.Type == ""
	s.convert = limited(MaxData, c.typed(t, t.Type))
	switch {
	case c.file.As == customer.Notes && t.Field == "time":
		s.convert = asMoment(c.dates(t))
	case c.file.As == customer.Orders && t.Field == "total" && t.Type == "":
		s.value.Type, s.nested = customer.Number, false
		s.convert = asNumber(c.point) // exports sum it up
	}
	if g := dataGroup.FindStringSubmatch(t.Field); g != nil {
		if c.file.As != customer.Memberships {
			c.add(t.Line, "%s: only memberships have cardholders and benefits", t.Field)
		}
		n, _ := strconv.Atoi(g[2]) // digits, by the expression
		if g[1] == "cardholders" && g[3] == "importId" {
			s.prefix = c.file.IDPrefix // a cardholder's import id is a customer's
			s.nested = false
		}
		s.emit = emitDatum(g[1], n, g[3])
		return
	}
	if !dataKey.MatchString(t.Field) {
		c.add(t.Line, "%q cannot be a key: use letters, digits and _%s", t.Field, groupHint(t.Field))
	}
	s.emit = emitDatum("", 0, t.Field)
}

func groupHint(field string) string {
	if strings.Contains(field, "[") {
		return ", or cardholders[N].KEY and benefits[N].KEY with N from 1 to 99"
	}
	return ""
}
