package compare

// Place is a folded address. "" is missing. Signatures belong to the street and
// the city; Fill sets them.
type Place struct {
	Number, Street, Extra, Unit, City, State, Zip string

	street, city Signature
}

// StreetSign returns the signature of the street.
func (p *Place) StreetSign() Signature { return p.street }

// Fill sets what is derived from the parts and returns the place.
func (p Place) Fill() Place {
	p.street, p.city = Sign(p.Street), Sign(p.City)
	return p
}

// Same says whether two places have the same parts.
func (p *Place) Same(q *Place) bool {
	return p.Street == q.Street && p.Number == q.Number && p.Zip == q.Zip && p.City == q.City &&
		p.Extra == q.Extra && p.Unit == q.Unit && p.State == q.State
}

// Levels of an address: street, city and postal code as one, because they say
// the same thing.
const (
	PlaceExact Level = 1 + iota
	PlaceNear
	PlaceStreet
	PlaceZip
	PlaceCity
	PlaceElse
	PlaceArea
	PlaceAreaPart
	PlaceAreaNear
	PlaceAreaElse
)

// PlaceWhole is how many levels there are for addresses that both have a street, or neither.
// Those that follow are for a street that is missing on one side.
const PlaceWhole = int(PlaceElse)

// PlaceLevels names the levels of an address: best first where both have a street or neither,
// then best first where only one has.
var PlaceLevels = []string{"missing", "exact", "near", "street", "zip", "city", "else", "area", "area_part", "area_near", "area_else"}

// agreement of one part: unknown where either side is missing.
type agreement uint8

const (
	unknown agreement = iota
	differs
	near
	same
)

// Address compares two addresses that Fill has seen. exact: house number, street
// and place agree. near: the same house with a slip in the street or the place,
// or in the number. street: the same street and place but another number. zip,
// city: only those agree; a slip there counts where neither has a street. Places agree by postal code, or by city where a code is
// missing. Where one has a street and the other none, area: what both have of postal code and city
// agrees; area_part: one does, the other not; area_near: neither does, but for a slip;
// area_else: neither.
func Address(a, b *Place) Level {
	zip, street := code(a.Zip, b.Zip), streets(a, b)
	city := unknown
	if zip != same || street == unknown {
		city = cities(a, b)
	}
	if street == unknown && city == unknown && zip == unknown {
		return Missing
	}
	if level := house(a, b, street, max(city, zip)); level != 0 {
		return level
	}
	switch {
	case (a.Street == "") != (b.Street == ""):
		return area(zip, city)
	case zip == same:
		return PlaceZip
	case city == same || street == unknown && (city == near || zip == near):
		return PlaceCity
	}
	return PlaceElse
}

// area returns the level of two places by postal code and city, one of which is known.
func area(zip, city agreement) Level {
	switch {
	case max(zip, city) < near:
		return PlaceAreaElse
	case max(zip, city) == near:
		return PlaceAreaNear
	case (zip == same || zip == unknown) && (city == same || city == unknown):
		return PlaceArea
	}
	return PlaceAreaPart
}

// code compares postal codes and house numbers.
func code(a, b string) agreement {
	switch {
	case a == "" || b == "":
		return unknown
	case a == b:
		return same
	case len(a) > 1 && len(b) > 1 && OneEdit(a, b):
		return near
	}
	return differs
}

func cities(a, b *Place) agreement {
	switch {
	case a.City == "" || b.City == "":
		return unknown
	case a.City == b.City:
		return same
	case !Far(a.city, b.city, 2) && Near(a.City, b.City):
		return near
	}
	return differs
}

// streets compares the streets, and each with the other's second line.
func streets(a, b *Place) agreement {
	switch {
	case a.Street == "" || b.Street == "":
		return unknown
	case a.Street == b.Street:
		return same
	case alikeStreet(a, b) || a.Street == b.Extra || b.Street == a.Extra:
		return near
	}
	return differs
}

// FarStreet says that two streets are not alike by their signatures.
func FarStreet(a, b Signature) bool { return Far(a, b, 3) }

func alikeStreet(a, b *Place) bool {
	if FarStreet(a.street, b.street) {
		return false
	}
	return Near(a.Street, b.Street) && sameDigits(a.Street, b.Street) || sameLetters(a.Street, b.Street) || len(a.Street) > 3 && len(b.Street) > 3 && partOf(a.Street, b.Street)
}

// house returns the level that the street and number give, or 0.
func house(a, b *Place, street, place agreement) Level {
	number := code(a.Number, b.Number)
	here := place >= near || place == unknown
	switch {
	case street < near:
		if a.Extra != "" && a.Extra == b.Extra && place >= near || street == differs && number == same && place == same && Alike(a.Street, b.Street) {
			return PlaceStreet
		}
		return 0
	case street == same && (number == same || a.Number == b.Number) && here && !otherUnit(a, b):
		return PlaceExact
	case (number == same || number == unknown) && here, number == near && street == same && place >= near:
		return PlaceNear
	case here || number == same && street == same && a.Number != "":
		return PlaceStreet
	}
	return 0
}

func otherUnit(a, b *Place) bool { return a.Unit != "" && b.Unit != "" && a.Unit != b.Unit }
