package generate

// seats is how many consecutive rows may form a household. A seat whose row is
// a duplicate stays empty.
const seats = 4

// role is what a person is in a household.
type role int8

const (
	single role = iota // lives alone
	head
	spouse
	child // grown up, still at home
	senior
	junior // bears the senior's name
	twin
	organisation
)

var shapes = weigh([][seats]role{
	{single, single, single, single},
	{head, spouse, single, single},
	{head, spouse, child, single},
	{head, spouse, child, child},
	{single, single, single, organisation},
	{senior, junior, single, organisation},
	{twin, twin, single, single},
}, func(i int) float64 { return []float64{44, 22, 8, 5, 14, 4, 3}[i] })

// household is what its members share.
type household struct {
	first   int // row of the first seat
	roles   [seats]role
	country *country
	culture *culture
	last    string
	home    address
	line    number // telephone of the house
	mailbox bool   // the couple shares an email address
	birth   date   // of the first seat
}

func (g *Generator) household(i int) household {
	r := g.stream(forHousehold, i/seats)
	h := household{first: i - i%seats, roles: shapes.pick(&r)}
	h.country = g.countries.pick(&r)
	h.culture = h.country.cultures.pick(&r)
	h.last = h.culture.lastName(&r)
	h.home = h.country.address(&r)
	h.line = h.country.landline(h.home.areas, &r)
	h.mailbox = r.chance(0.1)
	h.birth = adult(&r)
	if h.roles[1] == junior || h.roles[2] == child {
		h.birth.year = 1930 + r.below(55)
	}
	return h
}

// given returns the first name and sex of a family's seat. Members of one
// family have different first names, but a junior has his senior's.
func (g *Generator) given(h *household, seat int) (name string, female bool) {
	var names [seats]string
	var sexes [seats]bool
	for s := 0; s <= seat; s++ {
		r := g.stream(forGiven, h.first+s)
		sexes[s] = h.sex(s, sexes[0], &r)
		pool := h.culture.givenNames(sexes[s])
		at := pool.index(&r)
		names[s] = pool.items[at]
		for taken(names[:s], names[s]) {
			at = (at + 1) % len(pool.items)
			names[s] = pool.items[at]
		}
		if h.roles[s] == junior {
			names[s] = names[0]
		}
	}
	return names[seat], sexes[seat]
}

func (h *household) sex(seat int, first bool, r *random) (female bool) {
	female = r.chance(0.5)
	switch h.roles[seat] {
	case spouse:
		return !first
	case senior, junior:
		return false
	}
	return female
}

func taken(names []string, name string) bool {
	for _, other := range names {
		if other == name {
			return true
		}
	}
	return false
}

func (c *culture) givenNames(female bool) *weighted[string] {
	if female {
		return &c.female
	}
	return &c.male
}

// lastName draws a last name: from the list of frequent ones, or composed, so
// that a large base has the many rare names that a real one has.
func (c *culture) lastName(r *random) string {
	switch {
	case len(c.parts.items) > 0 && r.chance(0.38):
		name := c.parts.pick(r) + c.ends.pick(r)
		if r.chance(0.02) {
			return c.last.pick(r) + "-" + name
		}
		return name
	case c.double && r.chance(0.25):
		return c.last.pick(r) + " " + c.last.pick(r)
	}
	return c.last.pick(r)
}
