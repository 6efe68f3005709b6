package scoring

import (
	"math/bits"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
)

// sketch is a row in 64 bytes, one line of a processor's cache: enough to see
// that two values are far apart without fetching either. Hashes are cut to 32
// bits: unequal ones mean unequal values; 0 is a missing value, or one that a
// sketch cannot speak for.
type sketch struct {
	email, form, street  compare.Signature
	emailPart, formPart  uint32
	phone                uint32 // the last eight digits, four bits each
	phoneLength          uint32
	streetKey, numberKey uint32
	zip, cityKey         uint32
	birth                uint32 // yyyymmdd, four bits each
	_                    uint32
}

// sketches draws every row of a table.
func sketches(t *record.Table) []sketch {
	list := make([]sketch, t.RowCount())
	spans(len(list), func(from, to int) {
		for row := from; row < to; row++ {
			list[row].draw(t, t.Row(uint32(row)))
		}
	})
	return list
}

// draw draws a row.
func (s *sketch) draw(t *record.Table, symbols []record.Symbol) {
	email, form, phone := t.Texts[record.Email].At(symbols[record.Email]), t.Texts[record.Form].At(symbols[record.Form]), t.Texts[record.Phone].At(symbols[record.Phone])
	s.email, s.emailPart = email.Sign, uint32(email.Part)
	s.form, s.formPart = form.Sign, uint32(form.Part)
	s.phone, s.phoneLength = packDigits(phone.Text[max(0, len(phone.Text)-8):]), uint32(len(phone.Text))
	s.birth = packDigits(t.Texts[record.Birth].At(symbols[record.Birth]).Text)
	s.address(t.Places.At(symbols[record.Address]))
}

// address draws an address; one with a second line is left out.
func (s *sketch) address(p *record.Place) {
	if p.Extra == "" && p.Street != "" {
		s.street, s.streetKey = p.StreetSign(), uint32(p.StreetKey)
		s.numberKey, s.zip, s.cityKey = uint32(p.NumberKey), uint32(p.ZipKey), uint32(p.CityKey)
	}
}

// packDigits returns eight digits in four bits each; 0 for anything else.
func packDigits(text string) (packed uint32) {
	if len(text) != 8 {
		return 0
	}
	for i := range 8 {
		if text[i] < '0' || text[i] > '9' {
			return 0
		}
		packed = packed<<4 | uint32(text[i]-'0')
	}
	return packed
}

// glance compares two unequal values by the sketches of their rows. 0: they must
// be looked at. What it says is what compare would say.
func glance(k kind, l, r *sketch) compare.Level {
	switch k {
	case email:
		if l.emailPart != r.emailPart && compare.Far(l.email, r.email, 2) {
			return compare.EmailElse
		}
	case emailForm:
		if l.formPart != r.formPart && compare.Far(l.form, r.form, 2) {
			return compare.EmailElse
		}
	case phone:
		// One edit at one length touches two digits at most.
		if l.phone != 0 && r.phone != 0 && l.phoneLength == r.phoneLength && differing(l.phone^r.phone) > 2 {
			return compare.PhoneElse
		}
	case birthDate:
		if l.birth != 0 && r.birth != 0 {
			return glanceDates(l.birth, r.birth)
		}
	case address:
		return glancePlaces(l, r)
	}
	return 0
}

// differing counts the digits that are not 0.
func differing(x uint32) int {
	x |= x >> 2
	x |= x >> 1
	return bits.OnesCount32(x & 0x11111111)
}

// glanceDates is compare.Date on packed dates that differ.
func glanceDates(a, b uint32) compare.Level {
	x := a ^ b
	low := uint(bits.TrailingZeros32(x)) &^ 3
	span := x >> low
	switch {
	case span < 16: // one digit
		return compare.DateNear
	case span < 256 && a>>low&15 == b>>(low+4)&15 && b>>low&15 == a>>(low+4)&15:
		return compare.DateNear
	case x>>16 == 0 && a>>8&255 == b&255 && a&255 == b>>8&255:
		return compare.DateNear
	case x>>16 == 0 && (x&255 == 0 || x&0xff00 == 0), x&0xffff == 0:
		return compare.DateParts
	}
	return compare.DateElse
}

// glancePlaces is compare.Address where streets and numbers are far apart.
func glancePlaces(l, r *sketch) compare.Level {
	switch {
	case l.streetKey == 0 || r.streetKey == 0 || l.streetKey == r.streetKey || !compare.FarStreet(l.street, r.street):
		return 0
	case l.numberKey != 0 && l.numberKey == r.numberKey:
		return 0
	case l.zip != 0 && l.zip == r.zip:
		return compare.PlaceZip
	case l.cityKey != 0 && l.cityKey == r.cityKey:
		return compare.PlaceCity
	}
	return compare.PlaceElse
}
