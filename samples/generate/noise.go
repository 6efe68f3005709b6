package generate

import "strings"

// channel is a way in which two records can be seen to be of one person,
// beside the name.
type channel int8

const (
	byEmail channel = iota
	byPhone
	byHome
	byBirth
	channels
)

// lossChance is how often a duplicate no longer has the channel's value, at
// noise 1; absentShare is how often it has none then, instead of another.
var (
	lossChance  = [channels]float64{0.26, 0.28, 0.20, 0.18}
	absentShare = [channels]float64{0.4, 0.45, 0.4, 1}
)

// neglect leaves out what a first record often lacks: at most one channel, so
// that there is something to find its duplicates by.
func (g *Generator) neglect(p *person, r *random) {
	start := r.below(int(channels))
	for k := range int(channels) {
		c := channel((start + k) % int(channels))
		if r.chance(0.6 * g.options.Noise * lossChance[c]) {
			p.drop(c)
			return
		}
	}
}

// disturb does to a person what time and people do between two records: at
// most two channels are lost, the name changes in one way, letters go wrong.
func (g *Generator) disturb(p *person, index int, r *random) {
	if g.options.Noise == 0 {
		return
	}
	left := 2
	if p.org != "" {
		left = 1 // no birth date to fall back on
	}
	start := r.below(int(channels))
	for k := range int(channels) {
		c := channel((start + k) % int(channels))
		if left > 0 && r.chance(g.options.Noise*lossChance[c]) {
			left--
			g.lose(p, c, index, r)
		}
	}
	if p.org != "" {
		g.restyleOrganisation(p, r)
	} else {
		g.rename(p, r)
	}
	g.mistype(p, r)
}

func (g *Generator) lose(p *person, c channel, index int, r *random) {
	switch {
	case r.chance(absentShare[c]):
		p.drop(c)
	case c == byEmail:
		p.email = g.anotherEmail(p, index, r)
	case c == byPhone:
		p.phone = p.other
		if r.chance(0.6) {
			p.phone = p.country.cell(p.home.areas, r)
		}
	case c == byHome:
		p.home = p.country.address(r)
	}
}

// drop removes the channel's value. A customer always keeps one way to be
// reached, since no two calls drop all three.
func (p *person) drop(c channel) {
	switch c {
	case byEmail:
		p.email = ""
	case byPhone:
		p.phone = number{}
	case byHome:
		p.home = address{areas: p.home.areas}
	case byBirth:
		p.birth = date{}
	}
}

// rename changes a person's name in at most one way.
func (g *Generator) rename(p *person, r *random) {
	n := float64(r.below(1000)) / g.options.Noise
	switch {
	case n < 150:
		if short := g.world.nicknames[p.first]; len(short) > 0 {
			p.first = short[r.below(len(short))]
		}
	case n < 190:
		g.marry(p, r)
	case n < 210:
		p.first, p.last = p.last, p.first
	case n < 235:
		p.first = p.first[:initialSize(p.first)] + "."
	case n < 300:
		p.first = misspell(p.first, r)
	case n < 385:
		p.last = misspell(p.last, r)
	}
	if p.suffix != "" && r.chance(0.2*g.options.Noise) && p.suffix != "Sr." && p.suffix != "Jr." {
		p.suffix = ""
	}
}

// marry gives a woman another last name, alone or behind her own.
func (g *Generator) marry(p *person, r *random) {
	if !p.female {
		return
	}
	name := p.culture.last.pick(r)
	if r.chance(0.25) {
		name = p.last + "-" + name
	}
	p.last = name
}

// restyleOrganisation leaves out the legal form, abbreviates or misspells.
func (g *Generator) restyleOrganisation(p *person, r *random) {
	n := float64(r.below(100)) / g.options.Noise
	switch {
	case n < 35:
		p.legal = ""
	case n < 45:
		p.org = "The " + p.org
	case n < 55:
		p.org = strings.ReplaceAll(p.org, "&", "and")
	case n < 65:
		p.org = misspell(p.org, r)
	}
}

// mistype puts a typing error into other values.
func (g *Generator) mistype(p *person, r *random) {
	noise := g.options.Noise
	if r.chance(0.07 * noise) {
		p.home.street = misspell(p.home.street, r)
	}
	if r.chance(0.04 * noise) {
		p.home.city = misspell(p.home.city, r)
	}
	if r.chance(0.03*noise) && p.email != "" {
		p.email = misspellEmail(p.email, r)
	}
	if r.chance(0.02*noise) && len(p.phone.rest) > 4 {
		at := 1 + r.below(len(p.phone.rest)-1)
		p.phone.rest = p.phone.rest[:at] + digits(r, 1) + p.phone.rest[at+1:]
	}
	if r.chance(0.03*noise) && p.birth.year > 0 {
		p.birth.misread(r)
	}
}

// misspellEmail puts an error into the part before the first dot, digit or at
// sign, so that the address stays one.
func misspellEmail(email string, r *random) string {
	end := strings.IndexAny(email, ".@0123456789")
	return misspell(email[:end], r) + email[end:]
}

// misread changes a date as people do: day and month exchanged, a digit of
// the year or day off.
func (d *date) misread(r *random) {
	switch {
	case d.day <= 12 && r.chance(0.5):
		d.day, d.month = d.month, d.day
	case r.chance(0.5):
		d.year = d.year/10*10 + r.below(10)
	default:
		d.day = 1 + (d.day+10*r.below(2))%28
	}
}
