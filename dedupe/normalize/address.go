package normalize

import "strings"

// Address is a postal address as comparison sees it; "" is missing. All parts
// are folded.
type Address struct {
	Number  string // house number with its letter, or the number of a PO box
	Street  string // street words, types and directions abbreviated
	Extra   string // what the second line says beyond a unit: a locality, a building
	Unit    string
	City    string
	State   string
	Zip     string // without spaces and leading zeros; US: five digits
	Country string
}

// AddressParts are the texts of an address as a customer has them.
type AddressParts struct {
	Line1, Line2, City, State, Zip, Country, Suburb string
}

// streetWords are street types and directions with their short forms.
var streetWords = words(`street:st saint:st avenue:ave av:ave road:rd drive:dr lane:ln boulevard:blvd boul:blvd court:ct place:pl
	square:sq terrace:ter terr:ter parkway:pkwy pky:pkwy highway:hwy circle:cir crescent:cres close:cl way:way trail:trl
	turnpike:tpke expressway:expy grove:gr gardens:gdns garden:gdns heights:hts mount:mt point:pt ridge:rdg route:rte
	plaza:plz alley:aly loop:loop path:path walk:walk freeway:fwy junction:jct center:ctr centre:ctr north:n south:s east:e
	west:w northeast:ne northwest:nw southeast:se southwest:sw strasse:str straat:str platz:pl allee:all chemin:ch rue:rue
	calle:c avenida:ave via:via crescnt:cres circuit:cct esplanade:esp parade:pde`)

var unitWords = set(`apt apartment unit suite ste flat fl floor room rm lot wohnung top piso puerta appt bldg building`)

// PlaceAddress returns the comparable form of an address. The house number is
// the first word that starts with a digit at either end of the street; a unit
// ("apt 4", "#4") is kept apart; "PO Box 12" is the street "po box", number 12.
func PlaceAddress(p AddressParts) Address {
	a := Address{City: city(p.City), State: state(p.State), Zip: Zip(p.Zip), Country: Fold(p.Country)}
	if a.City == "" {
		a.City = city(p.Suburb)
	}
	if p.Line1 == "" && p.Line2 == "" {
		return a
	}
	line, unit := cutUnit(streetTokens(p.Line1))
	extra, second := cutUnit(streetTokens(p.Line2))
	if len(line) == 0 {
		line, extra = extra, nil
	}
	if unit == "" {
		unit = second
	}
	a.Number, line = cutNumber(line)
	a.Street, a.Extra, a.Unit = strings.Join(line, " "), strings.Join(extra, " "), unit
	if noName[a.Street] {
		a.Street = ""
	}
	return a
}

func streetTokens(line string) []string {
	if line == "" {
		return nil
	}
	tokens := strings.Fields(Fold(strings.ReplaceAll(line, "#", " unit ")))
	for i, token := range tokens {
		if to := streetWords[token]; to != "" {
			tokens[i] = to
		} else if stem, ok := strings.CutSuffix(token, "strasse"); ok && len(stem) > 2 {
			tokens[i] = stem + "str"
		}
	}
	if len(tokens) > 2 && tokens[0] == "p" && tokens[1] == "o" {
		tokens = append([]string{"po"}, tokens[2:]...)
	}
	if len(tokens) > 1 && tokens[0] == "pobox" {
		tokens = append([]string{"po", "box"}, tokens[1:]...)
	}
	return tokens
}

// cutUnit takes "unit X" words away and returns X.
func cutUnit(tokens []string) (rest []string, unit string) {
	for i := range tokens {
		value := i // behind the words for a unit: "apt #4" has two
		for value < len(tokens) && unitWords[tokens[value]] {
			value++
		}
		if value > i && value < len(tokens) && (hasDigit(tokens[value]) || len(tokens[value]) == 1) {
			return append(tokens[:i:i], tokens[value+1:]...), tokens[value]
		}
	}
	return tokens, ""
}

func cutNumber(tokens []string) (number string, rest []string) {
	if len(tokens) == 0 {
		return "", nil
	}
	end := len(tokens) - 1
	switch {
	case startsWithDigit(tokens[0]) && end > 0:
		if len(tokens) > 2 && len(tokens[1]) == 1 && tokens[1] >= "a" && tokens[1] <= "d" {
			return tokens[0] + tokens[1], tokens[2:]
		}
		return tokens[0], tokens[1:]
	case end > 0 && startsWithDigit(tokens[end]):
		return tokens[end], tokens[:end]
	case end > 1 && startsWithDigit(tokens[end-1]) && len(tokens[end]) == 1:
		return tokens[end-1] + tokens[end], tokens[:end-1]
	}
	return "", tokens
}

func startsWithDigit(s string) bool { return s[0] >= '0' && s[0] <= '9' }

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }

// Zip returns the comparable form of a postal code: letters and digits, a US
// ZIP+4 without its last four, and without leading zeros, which spreadsheets lose.
func Zip(text string) string {
	zip := Fold(text)
	if head, tail, ok := strings.Cut(zip, " "); ok && len(head) == 5 && len(tail) == 4 && digits(zip) == head+tail {
		zip = head
	}
	return strings.TrimLeft(fiveOfNine(strings.TrimLeft(fiveOfNine(joined(zip)), "0")), "0")
}

// fiveOfNine cuts nine digits, a ZIP+4 without its hyphen, to five.
func fiveOfNine(zip string) string {
	if len(zip) == 9 && digits(zip) == zip {
		return zip[:5]
	}
	return zip
}

func city(text string) string {
	name := Fold(text)
	if noName[name] {
		return ""
	}
	for _, head := range [...][2]string{{"saint ", "st "}, {"mount ", "mt "}, {"fort ", "ft "}} {
		if rest, ok := strings.CutPrefix(name, head[0]); ok {
			return head[1] + rest
		}
	}
	return name
}

var states = words(`alabama:al alaska:ak arizona:az arkansas:ar california:ca colorado:co connecticut:ct delaware:de florida:fl
	georgia:ga hawaii:hi idaho:id illinois:il indiana:in iowa:ia kansas:ks kentucky:ky louisiana:la maine:me maryland:md
	massachusetts:ma michigan:mi minnesota:mn mississippi:ms missouri:mo montana:mt nebraska:ne nevada:nv newhampshire:nh
	newjersey:nj newmexico:nm newyork:ny northcarolina:nc northdakota:nd ohio:oh oklahoma:ok oregon:or pennsylvania:pa
	rhodeisland:ri southcarolina:sc southdakota:sd tennessee:tn texas:tx utah:ut vermont:vt virginia:va washington:wa
	westvirginia:wv wisconsin:wi wyoming:wy newsouthwales:nsw victoria:vic queensland:qld tasmania:tas southaustralia:sa
	westernaustralia:wa ontario:on quebec:qc britishcolumbia:bc alberta:ab`)

func state(text string) string {
	name := joined(Fold(text))
	if code := states[name]; code != "" {
		return code
	}
	return name
}
