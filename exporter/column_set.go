package exporter

import "rollcall/store/customer"

// sets are the named lists of columns.
var sets = map[string]func() []Column{"portable": Portable, "default": Default, "all": All}

// listed are the whole-object columns in their order.
var listed = []string{"solicitationCodes", "address", "attributes", "fields", "fieldTypes"}

// Portable returns the columns that round-trip between stores: the portable
// core fields, then solicitationCodes, address, attributes, fields,
// fieldTypes, notes, memberships, cards, orders, subscriptions and
// integrations as JSON.
func Portable() []Column {
	return named(core(func(f *customer.Core) bool { return f.Portable }), wholeNames())
}

// All returns every column: all core fields, then the whole-object columns.
func All() []Column {
	return named(core(func(*customer.Core) bool { return true }), wholeNames())
}

// Default returns the columns for people: one value a cell, lists written out.
func Default() []Column {
	return named([]string{
		"externalCustomerImportId", "customerSource", "title", "firstName", "middleName", "lastName", "suffix", "orgName",
		"email", "phoneNumber", "phoneNotes",
		"address[primary].streetAddress1", "address[primary].streetAddress2", "address[primary].suburb", "address[primary].city",
		"address[primary].state", "address[primary].zipCode", "address[primary].country",
		"address[billing].streetAddress1", "address[billing].streetAddress2", "address[billing].suburb", "address[billing].city",
		"address[billing].state", "address[billing].zipCode", "address[billing].country",
		"solicitationCodeList", "attributeList", "fieldList", "relatedCount", "deceased",
		"externalCustomerId", "externalId", "customerId", "createdOn", "updatedOn",
	})
}

func core(want func(*customer.Core) bool) []string {
	var names []string
	for i := range customer.CoreFields {
		if f := &customer.CoreFields[i]; want(f) {
			names = append(names, f.Name)
		}
	}
	return names
}

func wholeNames() []string {
	names := append([]string(nil), listed...)
	for _, kind := range customer.Kinds {
		names = append(names, string(kind))
	}
	return names
}

func named(lists ...[]string) []Column {
	var columns []Column
	for _, list := range lists {
		for _, name := range list {
			c, _ := ColumnNamed(name) // our own names; a test asks for each
			columns = append(columns, c)
		}
	}
	return columns
}
