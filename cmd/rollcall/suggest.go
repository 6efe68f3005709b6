package main

import (
	"fmt"
	"strings"

	"rollcall/dedupe/compare"
	"rollcall/store"
	"rollcall/store/customer"
)

// suggesting adds to the error about a mistaken field what was probably meant.
func suggesting(err error, field string) error {
	for _, op := range store.Ops {
		field = strings.TrimSuffix(field, "."+string(op))
	}
	if _, wrong := customer.ParsePath(field); wrong == nil || strings.ContainsAny(field, "[.") || field == "" {
		return usageError{err}
	}
	if name := nearestField(field); name != "" {
		return usageError{fmt.Errorf("%w; did you mean %s?", err, name)}
	}
	return usageError{fmt.Errorf("%w; a custom field is written fields.%s", err, field)}
}

// nearestField returns the field whose name is nearest, or "" when none is near.
func nearestField(field string) string {
	known := map[string]string{"phone": "phone.like", "zip": "zip.like"}
	names := []string{"phone", "zip", "solicitationCodes", "address", "attributes"}
	for i := range customer.CoreFields {
		names = append(names, customer.CoreFields[i].Name)
	}
	for _, part := range customer.AddressParts {
		names, known[part] = append(names, part), "address[primary]."+part
	}
	best, distance := "", len(field)/3+1
	for _, name := range names {
		if d := compare.Edits(strings.ToLower(field), strings.ToLower(name)); d < distance {
			best, distance = name, d
		}
	}
	if meant := known[best]; meant != "" {
		return meant
	}
	return best
}
