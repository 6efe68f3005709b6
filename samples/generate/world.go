package generate

import (
	"embed"
	"strings"
	"sync"
)

//go:embed data/*.txt
var data embed.FS

// world holds the lists that everything is drawn from.
type world struct {
	countries []*country
	nicknames map[string][]string // formal name -> short forms
	words     []string            // of handles and domains
	trades    []string            // of organisations
}

// cultures are the traditions of names: English, German, French, Spanish,
// Italian, East Asian, South Asian, Middle Eastern, Slavic and African.
var cultures = []string{"en", "de", "fr", "es", "it", "ea", "sa", "me", "sl", "af"}

// culture is a tradition of names.
type culture struct {
	male, female weighted[string]
	last         weighted[string]
	parts, ends  weighted[string] // last names composed of two; none where parts is empty
	double       bool             // some people bear both parents' names
}

// country is a place to live in: its cities, streets, telephone and names.
type country struct {
	code, name string
	share      float64  // of all customers
	calling    string   // country calling code
	mobile     []string // prefixes of mobile numbers; none where they look like others
	mobileSize int      // digits of a mobile number, prefix included
	places     weighted[place]
	streets    weighted[string]
	kinds      weighted[streetKind]
	legal      []string // legal forms of organisations
	providers  weighted[string]
	cultures   weighted[*culture]
}

// place is a city, or a part of it, with the pattern of its zip codes (# a
// digit, @ a letter) and its area codes.
type place struct {
	city, state, zip string
	areas            []string
}

// loadWorld reads the lists once.
var loadWorld = sync.OnceValue(func() *world {
	names := map[string]*culture{}
	for _, code := range cultures {
		names[code] = loadCulture(code)
	}
	w := &world{nicknames: map[string][]string{}, words: list("words"), trades: list("orgs")}
	for _, line := range lines("nicknames") {
		forms := strings.Fields(line)
		w.nicknames[forms[0]] = append(w.nicknames[forms[0]], forms[1:]...)
	}
	places := map[string][]place{}
	for _, line := range lines("places") {
		f := strings.Split(line, "|")
		places[f[0]] = append(places[f[0]], place{f[1], f[2], f[3], strings.Split(f[4], ",")})
	}
	for _, p := range profiles {
		w.countries = append(w.countries, p.country(names, places[p.code]))
	}
	return w
})

func loadCulture(code string) *culture {
	c := &culture{
		male:   zipf(list("first-"+code+"-m"), 0.8, 3),
		female: zipf(list("first-"+code+"-f"), 0.8, 3),
		last:   zipf(list("last-"+code), 0.6, 5),
		double: code == "es",
	}
	if _, err := data.Open("data/parts-" + code + ".txt"); err == nil {
		c.parts = zipf(list("parts-"+code), 0.4, 5)
		c.ends = zipf(list("ends-"+code), 0.5, 3)
	}
	return c
}

// list returns the words of an embedded list; "_" stands for a space in one.
func list(name string) []string {
	words := strings.Fields(text(name))
	for i, word := range words {
		words[i] = strings.ReplaceAll(word, "_", " ")
	}
	return words
}

func lines(name string) []string { return strings.Split(strings.TrimSpace(text(name)), "\n") }

// text returns an embedded list. That it is there is a fact of the build.
func text(name string) string {
	content, err := data.ReadFile("data/" + name + ".txt")
	if err != nil {
		panic(err)
	}
	return string(content)
}
