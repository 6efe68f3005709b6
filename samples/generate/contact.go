package generate

import (
	"strconv"
	"strings"
)

// number is a telephone number: the country's calling code, and the national
// number without its trunk zero, whose first digits are the area code.
type number struct {
	calling, area, rest string
}

// american says whether it is one of North America: those have no trunk zero and a form of their own.
func (n number) american() bool { return n.calling == "1" }

// landline draws a telephone number of an area.
func (c *country) landline(areas []string, r *random) number {
	area := areas[r.below(len(areas))]
	switch {
	case c.calling == "1":
		return number{c.calling, area, exchange(r) + digits(r, 4)}
	case c.calling == "44" && area == "20":
		return number{c.calling, area, "7" + digits(r, 7)}
	case c.calling == "44":
		return number{c.calling, area, strconv.Itoa(2+r.below(3)) + digits(r, 6)}
	case c.calling == "33":
		return number{c.calling, area, strconv.Itoa(3+r.below(3)) + digits(r, 7)}
	case c.calling == "61":
		return number{c.calling, area, "9" + digits(r, 7)}
	}
	return number{c.calling, area, strconv.Itoa(2+r.below(7)) + digits(r, 9-len(area))}
}

// cell draws the number of a mobile telephone. American ones look like any
// other number of their area.
func (c *country) cell(areas []string, r *random) number {
	if len(c.mobile) == 0 {
		return c.landline(areas, r)
	}
	prefix := c.mobile[r.below(len(c.mobile))]
	return number{c.calling, prefix, digits(r, c.mobileSize-len(prefix))}
}

// exchange draws the middle three digits of an American number.
func exchange(r *random) string {
	n := 200 + r.below(800)
	if n%100 == 11 {
		n++
	}
	return strconv.Itoa(n)
}

func digits(r *random, n int) string {
	var buf [12]byte
	for i := range n {
		buf[i] = byte('0' + r.below(10))
	}
	return string(buf[:n])
}

// phoneStyles is how many ways there are to write a number.
const phoneStyles = 6

// format writes a number in one of phoneStyles ways.
func (n number) format(style int) string {
	switch {
	case n.calling == "":
		return ""
	case n.american():
		return n.formatAmerican(style)
	}
	switch style {
	case 1, 2:
		return "+" + n.calling + n.area + n.rest
	case 3:
		return "+" + n.calling + " (0)" + n.area + " " + n.rest
	case 4:
		return "+" + n.calling + "-" + n.area + "-" + n.rest
	}
	return "+" + n.calling + " " + n.area + " " + n.rest
}

func (n number) formatAmerican(style int) string {
	a, b, c := n.area, n.rest[:3], n.rest[3:]
	switch style {
	case 1:
		return a + "-" + b + "-" + c
	case 2:
		return a + "." + b + "." + c
	case 3:
		return a + b + c
	case 4:
		return "+1 " + a + " " + b + " " + c
	case 5:
		return "1-" + a + "-" + b + "-" + c
	}
	return "(" + a + ") " + b + "-" + c
}

// email makes an address that no other index has: providers give a name once,
// so the index tells namesakes apart, in the local part or in the domain.
func (g *Generator) email(p *person, index int, r *random) string {
	var buf [64]byte
	local := buf[:0]
	first, last := p.first, p.last
	style := r.below(7)
	switch style {
	case 0, 1:
		local = append(appendPlain(append(appendPlain(local, first), '.'), last), '.')
	case 2:
		local = appendPlain(appendPlain(local, first)[:1], last)
	case 3:
		local = appendPlain(append(appendPlain(local, last), '_'), first)
	case 4:
		words := g.world.words
		local = append(append(local, words[r.below(len(words))]...), words[r.below(len(words))]...)
	default:
		local = append(appendPlain(append(appendPlain(local, first), '.'), last), '@')
		return string(append(local, g.domain(index)...))
	}
	local = strconv.AppendInt(local, int64(index), 10)
	local = append(append(append(local, '@'), p.country.providers.pick(r)...), ".example"...)
	return string(local)
}

// anotherEmail makes the address that a customer has taken since.
func (g *Generator) anotherEmail(p *person, index int, r *random) string {
	if p.org != "" {
		return "office@" + g.domain(index)
	}
	return g.email(p, index, r)
}

// domain makes the domain of an employer or organisation, another for every
// index.
func (g *Generator) domain(index int) string {
	words := g.world.words
	n := len(words)
	name := words[index%n] + "-" + words[index/n%n]
	if rest := index / n / n; rest > 0 {
		name += strconv.Itoa(rest)
	}
	return name + ".example"
}

func familyEmail(h *household) string {
	name := appendPlain([]byte("the."), h.last)
	return string(append(strconv.AppendInt(append(name, '.'), int64(h.first), 10), "@family.example"...))
}

// appendPlain appends the lower-case ASCII letters of a name, with letters
// that have marks written without them and the rest left out.
func appendPlain(to []byte, name string) []byte {
	for _, r := range name {
		switch {
		case r >= 'a' && r <= 'z':
			to = append(to, byte(r))
		case r >= 'A' && r <= 'Z':
			to = append(to, byte(r)+'a'-'A')
		case r > 0x7f:
			to = append(to, strings.ToLower(plain[r])...)
		}
	}
	return to
}
