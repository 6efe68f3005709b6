package mapping

import (
	"slices"

	"rollcall/importer/mapping/value"
	"rollcall/store/customer"
)

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
