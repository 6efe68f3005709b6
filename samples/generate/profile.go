package generate

import "strings"

// profile is what is said of a country in a few words.
type profile struct {
	code, name, calling, mobile string
	share                       float64
	mobileSize                  int
	language                    string // of streets
	legal                       string
	providers                   string
	cultures                    string // with their shares in percent
}

var profiles = []profile{
	{code: "US", name: "United States", share: 50, calling: "1", language: "en", legal: "Inc.|LLC|Co.|Corp.|Group|",
		providers: "mail bluemail inbox fastpost webpost skymail", cultures: "en 61 es 18 ea 6 sa 3 it 3 sl 2 de 2 fr 2 me 2 af 1"},
	{code: "GB", name: "United Kingdom", share: 14, calling: "44", mobileSize: 10, mobile: "7400 7500 7710 7712 7800 7811 7900 7985", language: "en", legal: "Ltd|plc|LLP|Group|",
		providers: "mail postbox inbox northmail bluemail", cultures: "en 83 sa 7 sl 3 me 2 af 2 ea 1 fr 1 it 1"},
	{code: "DE", name: "Germany", share: 15, calling: "49", mobileSize: 11, mobile: "151 1520 1522 157 1590 176", language: "de", legal: "GmbH|e.V.|AG|KG|GmbH & Co. KG|",
		providers: "postfach netzpost mail bluemail rheinmail", cultures: "de 84 me 6 sl 6 it 2 fr 1 ea 1"},
	{code: "FR", name: "France", share: 10, calling: "33", mobileSize: 9, mobile: "61 62 66 67 68", language: "fr", legal: "SARL|SA|SAS|et Fils|",
		providers: "courrier boite mail lapostale", cultures: "fr 82 me 7 es 3 it 3 af 3 de 2"},
	{code: "CA", name: "Canada", share: 6, calling: "1", language: "en", legal: "Inc.|Ltd.|Corp.|",
		providers: "mail inbox maplemail webpost", cultures: "en 66 fr 18 ea 6 sa 5 sl 2 it 2 me 1"},
	{code: "AU", name: "Australia", share: 5, calling: "61", mobileSize: 9, mobile: "400 412 423 438 447 451 468", language: "en", legal: "Pty Ltd|Ltd|",
		providers: "mail bigmail inbox southpost", cultures: "en 81 ea 7 sa 4 it 3 sl 2 me 2 de 1"},
}

// streetKind is how a street's name and its kind stand together.
type streetKind struct {
	before, after, short string // short: the abbreviation of after
	number               numbering
}

// numbering says where the house number goes.
type numbering int8

const (
	numberFirst numbering = iota
	numberLast
)

var streetKinds = map[string]weighted[streetKind]{
	"en": zipf([]streetKind{
		{after: " Street", short: " St"}, {after: " Road", short: " Rd"}, {after: " Avenue", short: " Ave"}, {after: " Drive", short: " Dr"},
		{after: " Lane", short: " Ln"}, {after: " Court", short: " Ct"}, {after: " Place", short: " Pl"}, {after: " Boulevard", short: " Blvd"},
		{after: " Circle", short: " Cir"}, {after: " Terrace", short: " Ter"}, {after: " Close", short: " Cl"}, {after: " Way", short: " Way"},
	}, 0.8, 1),
	"de": zipf([]streetKind{
		{after: "straße", short: "str.", number: numberLast}, {after: "weg", short: "weg", number: numberLast}, {after: "allee", short: "allee", number: numberLast},
		{after: "gasse", short: "gasse", number: numberLast}, {after: "platz", short: "pl.", number: numberLast},
	}, 1.2, 0),
	"fr": zipf([]streetKind{{before: "rue "}, {before: "avenue "}, {before: "boulevard "}, {before: "place "}, {before: "impasse "}}, 1.2, 0),
}

func (p profile) country(names map[string]*culture, places []place) *country {
	c := &country{
		code: p.code, name: p.name, share: p.share, calling: p.calling, mobile: strings.Fields(p.mobile), mobileSize: p.mobileSize,
		places: zipf(places, 0.8, 1), streets: zipf(list("streets-"+p.language), 0.6, 3), kinds: streetKinds[p.language],
		legal: strings.Split(p.legal, "|"), providers: zipf(strings.Fields(p.providers), 1, 0),
	}
	words := strings.Fields(p.cultures)
	var found []*culture
	var shares []float64
	for i := 0; i < len(words); i += 2 {
		found = append(found, names[words[i]])
		share := 0.0
		for _, digit := range words[i+1] {
			share = share*10 + float64(digit-'0')
		}
		shares = append(shares, share)
	}
	c.cultures = weigh(found, func(i int) float64 { return shares[i] })
	return c
}
