package main

import (
	"cmp"
	"fmt"
	"strings"

	"rollcall/importer/setting"
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
	meant := setting.Meant(field, names)
	return cmp.Or(known[meant], meant)
}
