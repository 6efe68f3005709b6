package generate

import "strings"

// write turns a person into a row. A duplicate is written in any style, a
// first record mostly in the usual one.
func (g *Generator) write(p *person, r *random, duplicate bool) Row {
	vary := g.options.Noise > 0 && (duplicate || r.chance(0.3))
	row := Row{
		FirstName: p.first, MiddleName: p.middle, LastName: p.last, Suffix: p.suffix, OrgName: p.org,
		Email: p.email, City: p.home.city, State: p.home.state, Zip: p.home.zip,
		BirthDate: p.birth.String(), SolicitationCodes: p.codes,
	}
	if p.legal != "" {
		row.OrgName += " " + p.legal
	}
	if p.home.street != "" || p.home.city != "" {
		row.Country = p.country.code
	}
	if !vary {
		row.Phone, row.Street = p.phone.format(0), p.home.line(0)
		return row
	}
	row.Phone = p.phone.format(r.below(phoneStyles))
	row.Street = p.home.line(r.below(addressStyles))
	if row.Country != "" && r.chance(0.3) {
		row.Country = p.country.name
	}
	if row.MiddleName != "" {
		row.MiddleName = []string{row.MiddleName, row.MiddleName[:initialSize(row.MiddleName)] + ".", ""}[r.below(3)]
	}
	row.changeLetters(r)
	return row
}

// initialSize is the number of bytes of a name's first letter.
func initialSize(name string) int {
	for i := range name {
		if i > 0 {
			return i
		}
	}
	return len(name)
}

// changeLetters writes some rows in capitals or small letters, and some names
// without their accents.
func (row *Row) changeLetters(r *random) {
	var change func(string) string
	switch n := r.below(100); {
	case n < 5:
		change = strings.ToUpper
	case n < 8:
		change = strings.ToLower
	case n < 38:
		change = withoutMarks
	default:
		return
	}
	for _, field := range []*string{&row.FirstName, &row.MiddleName, &row.LastName, &row.OrgName, &row.Street, &row.City} {
		*field = change(*field)
	}
}

// plain writes letters with marks as people do who have no such keys.
var plain = map[rune]string{
	'ä': "ae", 'ö': "oe", 'ü': "ue", 'ß': "ss", 'Ä': "Ae", 'Ö': "Oe", 'Ü': "Ue",
	'á': "a", 'à': "a", 'â': "a", 'é': "e", 'è': "e", 'ê': "e", 'ë': "e", 'í': "i", 'î': "i", 'ï': "i",
	'ó': "o", 'ô': "o", 'ú': "u", 'ù': "u", 'û': "u", 'ñ': "n", 'ç': "c", 'Á': "A", 'É': "E", 'Ó': "O", 'Í': "I", 'Ç': "C", 'ş': "s", 'ł': "l", 'ś': "s", 'ą': "a", 'ć': "c", 'č': "c", 'ř': "r",
	'š': "s", 'ý': "y", 'ě': "e", 'đ': "d", 'Đ': "D", 'Č': "C", 'Š': "S", 'Ž': "Z", 'ž': "z", 'ń': "n", 'ő': "o",
}

func withoutMarks(text string) string {
	for _, r := range text {
		if r > 0x7f {
			var b strings.Builder
			for _, r := range text {
				if letters, ok := plain[r]; ok {
					b.WriteString(letters)
				} else {
					b.WriteRune(r)
				}
			}
			return b.String()
		}
	}
	return text
}
