package mapping

import (
	"regexp"
	"strings"
)

// regionWords are words of column names that are used in one country's language;
// German ones stand for Germany, although Austria and Switzerland use them too.
var regionWords = map[string]string{
	"vorname": "DE", "nachname": "DE", "plz": "DE", "strasse": "DE", "anrede": "DE", "kundennummer": "DE", "postleitzahl": "DE", "geburtsdatum": "DE",
	"prenom": "FR", "ville": "FR", "courriel": "FR", "civilite": "FR",
	"apellidos": "ES", "apellido": "ES", "correo": "ES", "poblacion": "ES",
	"cognome": "IT", "citta": "IT", "indirizzo": "IT",
	"voornaam": "NL", "achternaam": "NL", "woonplaats": "NL",
	"sobrenome": "BR", "cep": "BR", "cpf": "BR",
}

// zipShapes tell countries by their postal codes alone.
var zipShapes = []struct {
	region string
	shape  *regexp.Regexp
}{
	{"GB", regexp.MustCompile(`(?i)^[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}$`)},
	{"CA", regexp.MustCompile(`(?i)^[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]$`)},
	{"NL", regexp.MustCompile(`(?i)^[0-9]{4} ?[A-Z]{2}$`)},
	{"BR", regexp.MustCompile(`^[0-9]{5}-[0-9]{3}$`)},
	{"US", regexp.MustCompile(`^[0-9]{5}-[0-9]{4}$`)},
}

var (
	fiveDigits  = regexp.MustCompile(`^[0-9]{5}$`)
	twoCapitals = regexp.MustCompile(`^[A-Z]{2}$`)
)

// region guesses the country that most phones and dates of the file come from:
// by the language of its column names, by postal codes, and for the United
// States by states of two letters beside five digits. "" when nothing tells.
func (g *guesser) region() string {
	for _, name := range g.header {
		for _, t := range headerTokens(name) {
			if region := regionWords[t]; region != "" {
				return region
			}
		}
	}
	zip, ok := g.by[addressTarget+"zipCode"]
	if !ok {
		return ""
	}
	e := &g.evidence[zip]
	for _, z := range zipShapes {
		if e.share(z.shape.MatchString) >= 0.6 {
			return z.region
		}
	}
	state, ok := g.by[addressTarget+"state"]
	if !ok {
		return ""
	}
	states := &g.evidence[state]
	american := states.share(func(s string) bool { return twoCapitals.MatchString(strings.ToUpper(s)) })
	if american >= 0.6 && e.share(func(s string) bool { return fiveDigits.MatchString(s) || zipShapes[4].shape.MatchString(s) }) >= 0.6 {
		return "US"
	}
	return ""
}
