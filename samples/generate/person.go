package generate

import "strings"

// person is what is true of a customer, before it is written down.
type person struct {
	index               int // its first row
	country             *country
	culture             *culture
	female              bool
	first, middle, last string
	suffix              string
	org, legal          string // an organisation's name and legal form
	email               string
	phone               number
	other               number // a second number, for records that have that one
	home                address
	birth               date
	codes               string
}

var solicitations = zipf([]string{"Do Not Call", "Do Not Email", "Newsletter Only", "Do Not Mail", "No Phone Solicitation", "Email Only"}, 1, 0)

// person returns the person whose first row is i.
func (g *Generator) person(i int) person {
	h := g.household(i)
	r := g.stream(forPerson, i)
	p := person{index: i}
	switch role := h.roles[i-h.first]; {
	case role == organisation:
		g.found(&p, &r)
	case role == single:
		g.settle(&p, &r)
	default:
		g.join(&p, &h, &r)
	}
	p.codes = codes(&r)
	return p
}

// settle makes a person who lives alone.
func (g *Generator) settle(p *person, r *random) {
	p.country = g.countries.pick(r)
	p.culture = p.country.cultures.pick(r)
	p.female = r.chance(0.52)
	p.first = p.culture.givenNames(p.female).pick(r)
	p.last = p.culture.lastName(r)
	p.home = p.country.address(r)
	p.birth = adult(r)
	if !p.female && r.chance(0.01) {
		p.suffix = []string{"Jr.", "III", "II"}[r.below(3)]
	}
	g.equip(p, p.country.landline(p.home.areas, r), r)
}

// join makes a member of a household.
func (g *Generator) join(p *person, h *household, r *random) {
	seat := p.index - h.first
	p.country, p.culture, p.last, p.home, p.birth = h.country, h.culture, h.last, h.home, h.birth
	p.first, p.female = g.given(h, seat)
	switch h.roles[seat] {
	case spouse:
		p.birth = date{min(h.birth.year-6+r.below(13), youngest), 1 + r.below(12), 1 + r.below(28)}
		if r.chance(0.12) {
			p.last = p.culture.lastName(r)
		}
	case child, junior:
		p.birth = date{min(h.birth.year+20+r.below(15), youngest), 1 + r.below(12), 1 + r.below(28)}
	}
	switch h.roles[seat] {
	case senior:
		p.suffix = "Sr."
	case junior:
		p.suffix = "Jr."
	}
	g.equip(p, h.line, r)
	if h.mailbox && seat < 2 && h.roles[1] == spouse {
		p.email = familyEmail(h)
	}
}

// equip gives a person a middle name, an email address and telephones.
func (g *Generator) equip(p *person, line number, r *random) {
	if r.chance(0.4) {
		if name := p.culture.givenNames(p.female).pick(r); name != p.first {
			p.middle = name
		}
	}
	p.email = g.email(p, p.index, r)
	p.phone, p.other = p.country.cell(p.home.areas, r), line
	if r.chance(0.35) {
		p.phone, p.other = p.other, p.phone
	}
}

// found makes an organisation.
func (g *Generator) found(p *person, r *random) {
	p.country = g.countries.pick(r)
	p.culture = p.country.cultures.pick(r)
	p.home = p.country.address(r)
	word := g.world.words[r.below(len(g.world.words))]
	p.org = []string{
		p.culture.lastName(r), p.home.city, strings.ToUpper(word[:1]) + word[1:],
		p.culture.lastName(r) + " & " + p.culture.last.pick(r),
	}[r.below(4)] + " " + g.world.trades[r.below(len(g.world.trades))]
	p.legal = p.country.legal[r.below(len(p.country.legal))]
	p.phone = p.country.landline(p.home.areas, r)
	p.other = p.country.landline(p.home.areas, r)
	p.email = "info@" + g.domain(p.index)
}

func codes(r *random) string {
	if !r.chance(0.25) {
		return ""
	}
	one := solicitations.pick(r)
	if two := solicitations.pick(r); two != one && r.chance(0.2) {
		return one + ";" + two
	}
	return one
}

// date is a day of the calendar.
type date struct{ year, month, day int }

// youngest is the year in which the youngest customers are born.
const youngest = 2008

// adult draws the birth date of a grown-up: most are in the middle of life.
func adult(r *random) date {
	return date{1930 + r.below(40) + r.below(youngest-1930-38), 1 + r.below(12), 1 + r.below(28)}
}

// String writes the date as yyyy-MM-dd; a date without a year is empty.
func (d date) String() string {
	if d.year == 0 {
		return ""
	}
	return string([]byte{
		byte('0' + d.year/1000), byte('0' + d.year/100%10), byte('0' + d.year/10%10), byte('0' + d.year%10), '-',
		byte('0' + d.month/10), byte('0' + d.month%10), '-', byte('0' + d.day/10), byte('0' + d.day%10),
	})
}
