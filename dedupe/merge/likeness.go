package merge

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"rollcall/dedupe/normalize"
	"rollcall/store/customer"
)

// fold is the form in which two writings of the same text are equal: case,
// diacritics, punctuation and repeated spaces do not count.
func fold(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r) || r == '\'' || r == '’' || r == '.':
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteString(strings.ToLower(string(r)))
		default:
			gap = true
		}
	}
	return b.String()
}

// textKey is the comparison form of a core field's text.
func textKey(field, text string) string {
	switch field {
	case "email":
		return emailKey(text)
	case "suffix":
		return suffixKey(text)
	case "externalCustomerId", "externalId":
		return text // ids are opaque
	}
	return folded(text)
}

// folded is fold, but never empty for a text: "?" is not "!".
func folded(text string) string {
	if key := fold(text); key != "" {
		return key
	}
	return text
}

func emailKey(text string) string { return strings.ToLower(strings.TrimSpace(text)) }

func suffixKey(text string) string {
	switch key := folded(text); key {
	case "junior":
		return "jr"
	case "senior":
		return "sr"
	case "2nd":
		return "ii"
	case "3rd":
		return "iii"
	case "4th":
		return "iv"
	default:
		return key
	}
}

func phoneKey(c *customer.Customer) string {
	if c.PhoneE164 != "" {
		return c.PhoneE164
	}
	return numberKey(c.PhoneNumber)
}

func numberKey(text string) string {
	if e164, ok := normalize.Phone(text, ""); ok {
		return e164
	}
	return folded(text)
}

func orgKey(name string) string { return strings.ReplaceAll(folded(name), " ", "") }

// customKey is the comparison form of a custom field's value by its type.
func customKey(v customer.Value) string {
	switch v.Type {
	case customer.Number, customer.Bool, customer.Date, customer.BirthDate:
		return v.Text // canonical where it is valid
	case customer.Identifier:
		return strings.ReplaceAll(folded(v.Text), " ", "")
	case customer.Email:
		return emailKey(v.Text)
	case customer.Phone:
		return numberKey(v.Text)
	}
	return folded(v.Text)
}

func postalKeys(a customer.Address) [7]string {
	keys := postal(a)
	for i := range keys {
		keys[i] = fold(keys[i])
	}
	return keys
}

func addressKey(a customer.Address) string {
	keys := postalKeys(a)
	return strings.Join(keys[:], "\x1f")
}
