package mapping

import (
	"errors"
	"strings"
	"unicode/utf8"

	"rollcall/dedupe/normalize"
	"rollcall/importer/mapping/value"
	"rollcall/store/customer"
)

// issue is what is wrong with a value; a zero code is nothing. A note leaves the
// value as it is and never blocks.
type issue struct {
	code, message string
	note          bool
}

// conversion reads a cleaned, non-empty text and returns its canonical form. On
// an issue that is no note the text is returned unchanged.
type conversion func(text string) (string, issue)

func asText(text string) (string, issue) { return text, issue{} }

// asDigits is for texts that consist of digits often, which spreadsheets damage.
func asDigits(text string) (string, issue) {
	if value.Scientific(text) {
		return text, issue{code: codeDamaged, note: true, message: "a spreadsheet has rounded this number; format the column as text and export it again"}
	}
	return text, issue{}
}

// asKey is for texts that name a customer: a damaged one would name many.
func asKey(text string) (string, issue) {
	_, i := asDigits(text)
	i.note = false
	return text, i
}

func asID(text string) (string, issue) {
	if _, ok := customer.ParseID(text); !ok {
		return text, issue{code: codeID, message: "an id is a whole number above 0"}
	}
	return text, issue{}
}

func asSource(text string) (string, issue) {
	if strings.EqualFold(text, customer.DefaultSource) {
		return customer.DefaultSource, issue{}
	}
	return text, issue{}
}

func asEmail(text string) (string, issue) {
	if !value.Email(text) {
		return text, issue{code: codeEmail, message: "expected one email address, such as name@example.org"}
	}
	return text, issue{}
}

func asBool(text string) (string, issue) {
	b, ok := value.Bool(text)
	switch {
	case !ok:
		return text, issue{code: codeBool, message: "expected a yes or no, such as true or false"}
	case b:
		return "true", issue{}
	}
	return "false", issue{}
}

func asAddressType(text string) (string, issue) {
	switch t := strings.ToLower(text); t {
	case customer.AddressPrimary, customer.AddressBilling:
		return t, issue{}
	}
	return text, issue{code: codeEnum, message: "an address type is primary or billing"}
}

// asNumber reads numbers; point decides what is ambiguous.
func asNumber(point value.Point) conversion {
	return func(text string) (string, issue) {
		number, err := value.Number(text, point)
		switch {
		case errors.Is(err, value.ErrAmbiguous):
			return text, issue{code: codeNumber, message: "the sign before the last three digits may divide decimals or thousands; set region in the mapping, or write plain decimals"}
		case err != nil:
			return text, issue{code: codeNumber, message: "expected a number, such as 1234.50"}
		}
		return number, issue{}
	}
}

// asDate reads days. birth says that the day must lie in a span in which living
// and recorded people were born.
func asDate(dates value.Dates, birth bool) conversion {
	return func(text string) (string, issue) {
		day, ok := dates.Date(text)
		switch {
		case !ok:
			return text, issue{code: codeDate, message: "the text is no day in any date format of this column; correct it, add its pattern to format or date_formats, or set region"}
		case birth && (day < "1600" || day >= "2200"):
			return text, issue{code: codeDate, message: "a birth date lies between 1600 and 2199"}
		}
		return day, issue{}
	}
}

// asMoment reads times for notes.
func asMoment(dates value.Dates) conversion {
	return func(text string) (string, issue) {
		t, ok := dates.Time(text)
		if !ok {
			return text, issue{code: codeDate, message: "the text is no day in any date format of this column; correct it, add its pattern to format or date_formats, or set region"}
		}
		return customer.FormatTime(t), issue{}
	}
}

// asPhone checks a phone number; the text stays as typed.
func asPhone(region string) conversion {
	return func(text string) (string, issue) {
		_, i := phone(text, region)
		return text, i
	}
}

// phone returns a number's E.164 form, "" where it has none. Without a region
// only what no country could have is faulted.
func phone(text, region string) (e164 string, i issue) {
	if _, i := asDigits(text); i.code != "" {
		return "", i
	}
	if e164, ok := normalize.Phone(text, region); ok {
		return e164, issue{}
	}
	if region == "" && possiblePhone(text) {
		return "", issue{}
	}
	return "", issue{code: codePhone, message: "no phone number of its country; write it with the country code, or set region in the mapping"}
}

// possiblePhone says whether text has the digits of a number somewhere in the
// world, and no country code that could be checked.
func possiblePhone(text string) bool {
	digits := 0
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z' && c != 'e' && c != 'x' && c != 't':
			return false // words; extensions are written x, ext
		}
	}
	return digits >= 5 && digits <= 15 && !strings.HasPrefix(text, "+")
}

// limited refuses texts of more than limit characters before converting them.
func limited(limit int, convert conversion) conversion {
	return func(text string) (string, issue) {
		if len(text) > limit && utf8.RuneCountInString(text) > limit {
			return text, tooLong(limit)
		}
		return convert(text)
	}
}
