package generate

import "strconv"

// address is a home before it is written down.
type address struct {
	number, street string
	kind           streetKind
	unit           string // flat number
	city, state    string
	zip            string
	areas          []string // area codes of the city
}

// address draws a home in the country.
func (c *country) address(r *random) address {
	where := c.places.pick(r)
	a := address{city: where.city, state: where.state, areas: where.areas, zip: pattern(where.zip, r)}
	a.street = c.streets.pick(r)
	a.kind = c.kinds.pick(r)
	limit := []int{40, 200, 2000}[r.below(3)]
	if c.calling != "1" {
		limit = 40 + 120*r.below(2)
	}
	a.number = strconv.Itoa(1 + r.below(limit))
	if c.calling == "1" && r.chance(0.18) {
		a.unit = strconv.Itoa(1 + r.below(60))
	}
	return a
}

// pattern fills in a zip code: # becomes a digit, @ a letter that zip codes
// use.
func pattern(shape string, r *random) string {
	const letters = "ABDEFGHJLNPRSTUWXYZ"
	var buf [12]byte
	out := buf[:0]
	for i := range len(shape) {
		switch shape[i] {
		case '#':
			out = append(out, byte('0'+r.below(10)))
		case '@':
			out = append(out, letters[r.below(len(letters))])
		default:
			out = append(out, shape[i])
		}
	}
	return string(out)
}

// addressStyles is how many ways there are to write a street.
const addressStyles = 3

// line writes number, street and flat in one of addressStyles ways: in full,
// abbreviated, or abbreviated with the flat written otherwise.
func (a *address) line(style int) string {
	if a.street == "" {
		return ""
	}
	after, unit := a.kind.after, " Apt "
	if style > 0 && a.kind.short != "" {
		after = a.kind.short
	}
	if style == 2 {
		unit = " #"
	}
	if a.unit == "" {
		unit = ""
	}
	if a.kind.number == numberLast {
		return a.street + after + " " + a.number + unit + a.unit
	}
	return a.number + " " + a.kind.before + a.street + after + unit + a.unit
}
