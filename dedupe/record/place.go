package record

import (
	"rollcall/dedupe/compare"
)

// placeInterner gives addresses their symbols.
type placeInterner struct {
	numbering
	places *List[Place] // apart, as in interner
	*arena
}

func newPlaceInterner(a *arena) *placeInterner {
	in := &placeInterner{places: &List[Place]{}, arena: a}
	in.places.add(Place{})
	return in
}

func (in *placeInterner) symbol(p *compare.Place, hash uint64) Symbol {
	if hash == 0 {
		return 0
	}
	s := in.find(hash, func(s Symbol) bool { return in.places.At(s).Place.Same(p) })
	if s == 0 {
		in.add(hash)
		in.places.add(newPlace(in.kept(p), hash))
		s = in.count
	}
	return s
}

// kept returns a place whose parts stand in the arena.
func (in *placeInterner) kept(p *compare.Place) compare.Place {
	k := *p
	for _, at := range placeTexts(&k) {
		*at = in.keep(*at)
	}
	return k
}

// placeHash returns the hash of an address, 0 for an empty one.
func placeHash(p *compare.Place) (hash uint64) {
	for i, part := range [...]string{p.Number, p.Street, p.Extra, p.Unit, p.City, p.State, p.Zip} {
		if part != "" {
			hash = max(1, Mix(hash+uint64(i)^Hash(part)))
		}
	}
	return hash
}

func newPlace(p compare.Place, hash uint64) Place {
	place := Place{Place: p.Fill(), Hash: hash, ZipKey: Hash(p.Zip), CityKey: Hash(p.City), NumberKey: Hash(p.Number), StreetKey: Hash(p.Street)}
	if p.Street == "" {
		place.StreetKey = Hash(p.Extra)
	}
	area := place.ZipKey
	if area == 0 {
		area = place.CityKey
	}
	place.HouseKey = Join(Join(place.StreetKey, max(1, place.NumberKey)), area)
	return place
}
