package scoring

import "rollcall/dedupe/compare"

// shippedSet are the parameters that a kind of comparison starts from: m, u and,
// by relation, the probabilities of the levels, the missing level left out. They
// are what customer bases show in general; a level's u matters only where it does
// not depend on the frequency of the value. Where those of a relation are nil or 0,
// its pairs are like any two records. They sum to 1 by scale.
type shippedSet struct {
	m, u []float64
	near [relations][]float64
}

var shipped = map[kind]shippedSet{
	givenName: {
		m:    []float64{.78, .010, .035, .065, .020, .020, .030, .040},
		u:    []float64{.004, 2e-5, .0040, .0025, .0020, .0040, .0200, .963},
		near: [relations][]float64{household: {.012, 0, 0, 0, 0, 0, 0, 0}},
	},
	familyName: {
		m:    []float64{.85, .070, .015, .020, .045},
		u:    []float64{.002, .0012, .0008, .0100, .986},
		near: [relations][]float64{household: {.88, .020, .020, .010, .070}},
	},
	middleName: {
		m: []float64{.70, .23, .07},
		u: []float64{.02, .07, .91},
	},
	suffix: {
		m:    []float64{.985, .015},
		u:    []float64{.50, .50},
		near: [relations][]float64{household: {.10, .90}},
	},
	organisation: {
		m: []float64{.62, .18, .08, .06, .06},
		u: []float64{.002, .0005, .0012, .0050, .991},
		near: [relations][]float64{
			household:  {.25, .02, .05, .05, .63},
			neighbours: {.01, .01, .03, .05, .90},
			branches:   {.45, .15, .15, .10, .15},
		},
	},
	email: {
		m: []float64{.70, .08, .05, .17},
		u: []float64{1e-5, 2e-5, 1e-4, .9998},
		near: [relations][]float64{
			household:  {.10, .01, 0, .87},
			neighbours: {.04, .01, 0, .95},
			branches:   {.30, .05, 0, .65},
		},
	},
	emailForm: {
		m: []float64{.62, .08, .12, .18},
		u: []float64{.08, .08, .14, .70},
	},
	phone: {
		m: []float64{.66, .02, .05, .27},
		u: []float64{1e-5, 1e-6, 1e-5, .9999},
		near: [relations][]float64{
			household:  {.45, .01, .01, .53},
			neighbours: {.30, .01, .01, .68},
			branches:   {.35, .01, .03, .61},
		},
	},
	address: {
		m: []float64{.58, .13, .05, .05, .07, .12, .76, .10, .05, .09},
		u: []float64{1e-5, 1e-5, 1e-4, .005, .02, .97, .004, .018, .003, .975},
		near: [relations][]float64{
			household:  {.85, .07, .02, .02, .02, .02, .88, .06, .04, .02},
			neighbours: {.85, .07, .02, .02, .02, .02, .88, .06, .04, .02},
			branches:   {.02, .02, .06, .08, .25, .57, .18, .22, .03, .57},
		},
	},
	birthDate: {
		m:    []float64{.84, .09, .03, .04},
		u:    []float64{5e-5, .0016, .0040, .9943},
		near: [relations][]float64{household: {.015, 0, 0, 0}},
	},
	otherDate: {
		m: []float64{.80, .06, .04, .10},
		u: []float64{5e-4, .0030, .0060, .9905},
	},
	identifier: {
		m: []float64{.84, .09, .07},
		u: []float64{1e-5, 2e-5, .99997},
	},
	text: {
		m: []float64{.80, .07, .13},
		u: []float64{.05, .02, .93},
	},
}

// contingent tells, by kind, up to which level the value's frequency takes the
// place of u. In an address the levels zip, city, area and area_part depend on it too, in an email
// the level local.
func contingent(k kind, level int) bool {
	switch k {
	case suffix, middleName:
		return false
	case givenName:
		return level <= 2
	case address:
		return level == int(compare.PlaceExact) || level == int(compare.PlaceZip) || level == int(compare.PlaceCity) ||
			level == int(compare.PlaceArea) || level == int(compare.PlaceAreaPart)
	case email:
		return level == int(compare.EmailExact) || level == int(compare.EmailLocal)
	}
	return level == 1
}
