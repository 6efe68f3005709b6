package compare

// Place is a folded address. "" is missing.
type Place struct {
	Number, Street, Extra, Unit, City, State, Zip string
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
)

// PlaceLevels names the levels of an address, best first.
var PlaceLevels = []string{"missing", "exact", "near", "street", "zip", "city", "else"}

// agreement of one part: unknown where either side is missing.
type agreement uint8

const (
	unknown agreement = iota
	differs
	near
	same
)

func agree(a, b string, close func(a, b string) bool) agreement {
	switch {
	case a == "" || b == "":
		return unknown
	case a == b:
		return same
	case close(a, b):
		return near
	}
	return differs
}

// Address compares two addresses. exact: house number, street and place agree.
// near: the same house with a slip in the street or the place, or in the number.
// street: the same street and place but another number. zip, city: only those
// agree. Places agree by postal code, or by city where a code is missing.
func Address(a, b *Place) Level {
	city := agree(a.City, b.City, Near)
	zip := agree(a.Zip, b.Zip, oneEdit)
	street := agree(a.Street, b.Street, alikeStreet)
	if street == differs && (crossed(a, b) || crossed(b, a)) {
		street = near
	}
	if street == unknown && city == unknown && zip == unknown {
		return Missing
	}
	if level := house(a, b, street, max(city, zip)); level != 0 {
		return level
	}
	switch {
	case zip == same:
		return PlaceZip
	case city == same || city == near || zip == near:
		return PlaceCity
	}
	return PlaceElse
}

// house returns the level that the street and number give, or 0.
func house(a, b *Place, street, place agreement) Level {
	number := agree(a.Number, b.Number, oneEdit)
	here := place >= near || place == unknown
	switch {
	case street < near:
		if a.Extra != "" && a.Extra == b.Extra && place >= near || street == differs && number == same && place == same && Alike(a.Street, b.Street) {
			return PlaceStreet
		}
		return 0
	case street == same && (number == same || a.Number == b.Number) && here && agree(a.Unit, b.Unit, oneEdit) != differs:
		return PlaceExact
	case (number == same || number == unknown) && here, number == near && street == same && place >= near:
		return PlaceNear
	case here || number == same && street == same && a.Number != "":
		return PlaceStreet
	}
	return 0
}

// crossed says whether a's street stands in b's second line.
func crossed(a, b *Place) bool { return a.Street != "" && a.Street == b.Extra }

func alikeStreet(a, b string) bool {
	return Near(a, b) || sameLetters(a, b) || len(a) > 3 && len(b) > 3 && partOf(a, b)
}

func oneEdit(a, b string) bool { return len(a) > 1 && len(b) > 1 && Edits(a, b) == 1 }
