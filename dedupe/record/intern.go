package record

import (
	"strings"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/normalize"
)

// interner gives texts their symbols. part cuts out what may agree alone.
type interner struct {
	symbols map[string]Symbol
	texts   []Text
	part    func(string) string
}

func newInterner(part func(string) string) *interner {
	return &interner{symbols: map[string]Symbol{}, texts: make([]Text, 1), part: part}
}

func localPart(email string) string {
	local, _, _ := strings.Cut(email, "@")
	return local
}

func lastSeven(number string) string { return number[max(0, len(number)-7):] }

func (in *interner) symbol(text string) Symbol {
	if text == "" {
		return 0
	}
	s, ok := in.symbols[text]
	if !ok {
		s = Symbol(len(in.texts))
		in.symbols[text] = s
		in.texts = append(in.texts, in.derive(text))
	}
	return s
}

func (in *interner) derive(text string) Text {
	if in.part == nil {
		return Text{Text: text, Hash: Hash(text), Sign: compare.Sign(text)}
	}
	part := in.part(text)
	return Text{Text: text, Hash: Hash(text), Part: Hash(part), Sign: compare.Sign(part)}
}

// names returns the dictionary of names with what is derived from each.
func (in *interner) names() []Name {
	names := make([]Name, len(in.texts))
	for i, text := range in.texts[1:] {
		word := firstWord(text.Text)
		full := normalize.FullName(word)
		sound := normalize.Phonetic(text.Text)
		names[i+1] = Name{Hash: text.Hash, Full: Hash(full), Sound: Hash(sound),
			Name: compare.Name{Text: text.Text, Sound: sound, Groups: normalize.NicknameGroups(word)}}
	}
	return names
}

func firstWord(text string) string {
	for i := 0; i < len(text); i++ {
		if text[i] == ' ' {
			return text[:i]
		}
	}
	return text
}

// placeInterner gives addresses their symbols.
type placeInterner struct {
	symbols map[compare.Place]Symbol
	places  []Place
}

func newPlaceInterner() *placeInterner {
	return &placeInterner{symbols: map[compare.Place]Symbol{}, places: make([]Place, 1)}
}

func (in *placeInterner) symbol(p compare.Place) Symbol {
	if p == (compare.Place{}) {
		return 0
	}
	s, ok := in.symbols[p]
	if !ok {
		s = Symbol(len(in.places))
		in.symbols[p] = s
		in.places = append(in.places, newPlace(p))
	}
	return s
}

func newPlace(p compare.Place) Place {
	place := Place{Place: p.Fill(), ZipKey: Hash(p.Zip), CityKey: Hash(p.City), NumberKey: Hash(p.Number), StreetKey: Hash(p.Street)}
	if p.Street == "" {
		place.StreetKey = Hash(p.Extra)
	}
	area := place.ZipKey
	if area == 0 {
		area = place.CityKey
	}
	place.HouseKey = Join(Join(place.StreetKey, max(1, place.NumberKey)), area)
	place.Hash = Hash(joinParts(p.Number, p.Street, p.Extra, p.Unit, p.City, p.State, p.Zip))
	return place
}
