package scoring

import (
	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
)

// measure compares two different values by their texts.
func (c *Comparer) measure(i int, x, y record.Symbol) compare.Level {
	t, comparison := c.table, &c.comparisons[i]
	switch comparison.kind {
	case givenName:
		return compare.Given(&t.Names[x].Name, &t.Names[y].Name)
	case familyName:
		return compare.Family(&t.Names[x].Name, &t.Names[y].Name)
	case middleName:
		return compare.Middle(&t.Names[x].Name, &t.Names[y].Name)
	case address:
		return compare.Address(&t.Places.At(x).Place, &t.Places.At(y).Place)
	}
	return texts(comparison.kind, t.Texts[comparison.column].At(x), t.Texts[comparison.column].At(y))
}

// texts compares two different values of a column of texts.
func texts(k kind, a, b *record.Text) compare.Level {
	switch k {
	case suffix:
		return suffixElse
	case organisation:
		return compare.Organisation(a.Text, b.Text)
	case email, emailForm:
		return compare.Email(a.Text, b.Text)
	case phone:
		return compare.Phone(a.Text, b.Text)
	case birthDate, otherDate:
		return compare.Date(a.Text, b.Text)
	case identifier:
		if compare.Far(a.Sign, b.Sign, 1) {
			return compare.CodeElse
		}
		return compare.Code(a.Text, b.Text)
	}
	return compare.Text(a.Text, b.Text)
}
