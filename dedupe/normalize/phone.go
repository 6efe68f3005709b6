package normalize

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// DefaultRegion is the region of a phone number that has no country code and
// whose file names none.
const DefaultRegion = "US"

// Phone returns a phone number's E.164 form ("+16173847359"), extensions left
// out. The region is an ISO 3166 country code in capitals for numbers without a
// country code; "" means DefaultRegion. ok is false when the text is no possible
// number of its country by length and shape; whether it is assigned is not
// asked. Method: libphonenumber's metadata, with direct paths for the plain
// North American and international forms that give the same answers.
func Phone(text, region string) (e164 string, ok bool) {
	if region == "" {
		region = DefaultRegion
	}
	text = strings.TrimSpace(text)
	if e164, ok = northAmerican(text, region); ok {
		return e164, true
	}
	if e164, ok = international(text); ok {
		return e164, true
	}
	number, err := phonenumbers.Parse(text, region)
	if err != nil || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
		return "", false
	}
	return phonenumbers.Format(number, phonenumbers.E164), true
}

// northAmerican reads ten digits, with or without the country code 1, in the
// punctuation that is common there. Anything else is left to the library.
func northAmerican(text, region string) (string, bool) {
	form := [12]byte{'+', '1'}
	n := 2
	rest, international := strings.CutPrefix(text, "+1")
	if len(rest) > 32 || !international && region != "US" && region != "CA" {
		return "", false
	}
	for i := 0; i < len(rest); i++ {
		switch c := rest[i]; {
		case c >= '0' && c <= '9':
			if n == 2 && c == '1' && !international {
				international = true // the trunk prefix
				continue
			}
			if n == len(form) {
				return "", false
			}
			form[n] = c
			n++
		case c == ' ', c == '-', c == '.', c == '(', c == ')':
		default:
			return "", false
		}
	}
	if n != len(form) || form[2] < '2' || form[5] < '2' {
		return "", false
	}
	return string(form[:]), true
}
