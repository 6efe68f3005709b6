package report

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"rollcall/store"
)

// open are the fields shown as they are: what names a customer and what says
// nothing about how to reach one.
var open = map[string]bool{
	"name": true, "title": true, "firstName": true, "middleName": true, "lastName": true, "suffix": true, "orgName": true,
	"externalCustomerImportId": true, "customerId": true, "id": true, "customerSource": true,
	"deceased": true, "obfuscated": true, "solicitationCodes": true, "version": true, "createdOn": true, "updatedOn": true, "related": true,
	"address[primary].state": true, "address[primary].country": true, "address[billing].state": true, "address[billing].country": true,
}

// mask hides a value of the named field so that two people who know it can
// still recognise it: a***@d***.com, the last two digits of a phone or a number,
// the first letter of a word. Names, codes, true and false stay as they are.
func mask(field, value string) string {
	switch {
	case value == "" || open[field] || value == "true" || value == "false":
		return value
	case strings.Contains(value, "@") && !strings.ContainsAny(value, " \n"):
		return maskEmail(value)
	}
	if digits := store.Digits(value); len(digits) >= 7 && len(digits)*2 >= len(value) {
		return "***" + digits[len(digits)-2:]
	}
	return maskWords(value)
}

func maskEmail(value string) string {
	i := strings.LastIndexByte(value, '@')
	local, domain := value[:i], value[i+1:]
	end := ""
	if dot := strings.LastIndexByte(domain, '.'); dot >= 0 {
		domain, end = domain[:dot], domain[dot:]
	}
	return initial(local) + "***@" + initial(domain) + "***" + end
}

func initial(text string) string {
	r, size := utf8.DecodeRuneInString(text)
	if size == 0 || r == utf8.RuneError {
		return ""
	}
	return text[:size]
}

// maskWords keeps the first letter of each word and the last two digits of a
// number of five or more.
func maskWords(value string) string {
	var b strings.Builder
	for i := 0; i < len(value); {
		r, size := utf8.DecodeRuneInString(value[i:])
		switch {
		case unicode.IsDigit(r):
			end := i + run(value[i:], unicode.IsDigit)
			b.WriteString("**")
			if number := []rune(value[i:end]); len(number) >= 5 {
				b.WriteString("*" + string(number[len(number)-2:]))
			}
			i = end
		case unicode.IsLetter(r):
			end := i + run(value[i:], func(r rune) bool { return unicode.IsLetter(r) || unicode.IsMark(r) })
			b.WriteString(value[i:i+size] + "***")
			i = end
		default:
			b.WriteString(value[i : i+size])
			i += size
		}
	}
	return b.String()
}

// run returns how many bytes at the start of text hold only such characters.
func run(text string, is func(rune) bool) int {
	for i, r := range text {
		if !is(r) {
			return i
		}
	}
	return len(text)
}
