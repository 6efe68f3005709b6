package normalize

import "strings"

// Identifier returns an identifier's comparable form: letters and digits only,
// folded. One sign repeated, or a plain run such as 123456789, counts as missing.
func Identifier(text string) string {
	id := joined(Fold(text))
	if repeated(id) || len(id) > 3 && strings.Contains("0123456789", id) || noName[id] {
		return ""
	}
	return id
}

// repeated says whether the text is one byte over and over, or shorter than two.
func repeated(text string) bool {
	return text == "" || strings.Count(text, text[:1]) == len(text)
}

// PhoneValue returns the comparable form of a phone number: E.164 where the
// region lets it be known, else its bare digits when there are at least seven,
// else "". Placeholders such as 000-0000 or 555-5555 count as missing. known is
// the E.164 form where it has been derived before, or "".
func PhoneValue(text, known, region string) string {
	number := known
	if number == "" && text != "" {
		number, _ = Phone(text, region)
	}
	if number == "" {
		number = digits(text)
		if len(number) < 7 {
			return ""
		}
	}
	tail := number[max(0, len(number)-7):]
	if repeated(tail) || tail == "1234567" || tail == "4567890" {
		return ""
	}
	return number
}

func digits(text string) string {
	var room [32]byte
	out := room[:0]
	for i := 0; i < len(text); i++ {
		if text[i] >= '0' && text[i] <= '9' {
			out = append(out, text[i])
		}
	}
	return string(out)
}
