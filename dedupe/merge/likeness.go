package merge

import (
	"strings"

	"rollcall/dedupe/normalize"
	"rollcall/store/customer"
)

// fold is the form in which two writings of the same text are equal. It is
// never empty for a text that says something: "?" is not "!".
func fold(text string) string {
	if key := normalize.Fold(text); key != "" {
		return key
	}
	return strings.TrimSpace(text)
}

// textKey is the comparison form of a core field's text.
func textKey(field, text string) string {
	switch field {
	case "email":
		return emailKey(text)
	case "suffix":
		if generation := normalize.Person("", "", "", text).Suffix; generation != "" {
			return generation
		}
	case "externalCustomerId", "externalId":
		return text // ids are opaque
	}
	return fold(text)
}

func emailKey(text string) string {
	if key := normalize.Email(text, true); key != "" {
		return key
	}
	return strings.ToLower(strings.TrimSpace(text))
}

func phoneKey(number, e164 string) string {
	if key := normalize.PhoneValue(number, e164, ""); key != "" {
		return key
	}
	return fold(number)
}

func orgKey(name string) string {
	if key := normalize.Organisation(name); key != "" {
		return key
	}
	return fold(name)
}

// customKey is the comparison form of a custom field's value by its type.
func customKey(v customer.Value) string {
	switch v.Type {
	case customer.Number, customer.Bool, customer.Date, customer.BirthDate:
		return v.Text // canonical where it is valid
	case customer.Identifier:
		return strings.ReplaceAll(fold(v.Text), " ", "")
	case customer.Email:
		return emailKey(v.Text)
	case customer.Phone:
		return phoneKey(v.Text, "")
	}
	return fold(v.Text)
}

// place is an address in comparison form, part by part.
type place [9]string

func placeOf(a customer.Address) place {
	n := normalize.PlaceAddress(normalize.AddressParts{Line1: a.StreetAddress1, Line2: a.StreetAddress2, City: a.City,
		State: a.State, Zip: a.ZipCode, Country: a.Country, Suburb: a.Suburb})
	suburb := normalize.Fold(a.Suburb)
	if suburb == n.City {
		suburb = ""
	}
	return place{n.Number, n.Street, n.Extra, n.Unit, n.City, n.State, n.Zip, n.Country, suburb}
}

// within says whether b says all that a says.
func within(a, b customer.Address) bool {
	x, y := placeOf(a), placeOf(b)
	for i := range x {
		if x[i] != "" && x[i] != y[i] {
			return false
		}
	}
	return true
}
