package question

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/gram"
)

// The spaces of text that an index of pieces has.
const (
	Names  gram.Space = iota + 1 // store.SearchText
	Phones                       // digits as typed, and E.164
	Places                       // folded postal parts of every address
	Custom                       // folded custom fields
)

// Texts writes what an index holds of customers, by space. Its zero value is ready; it
// is used again for one customer after the other, so that their texts cost no memory.
type Texts struct{ text []byte }

// Of yields the texts of a customer. The search text and the phone's digits are those of
// its columns. A text is good until the next one.
func (t *Texts) Of(c *customer.Customer, search, digits string) iter.Seq2[gram.Space, []byte] {
	return func(yield func(gram.Space, []byte) bool) {
		t.text = append(t.text[:0], search...)
		if !yield(Names, t.text) {
			return
		}
		t.phones(digits, c.PhoneE164)
		if !yield(Phones, t.text) {
			return
		}
		t.text = t.text[:0]
		for i := range c.Address {
			for _, part := range postal {
				t.add(c.Address[i].Part(part))
			}
		}
		if !yield(Places, t.text) {
			return
		}
		t.text = t.text[:0]
		for _, v := range c.Fields { // in any order
			t.add(v.Text)
		}
		yield(Custom, t.text)
	}
}

// phones writes both forms of a phone number, or the longer one where it holds
// the other. Questions ask for digits only.
func (t *Texts) phones(digits, e164 string) {
	t.text = t.text[:0]
	if !strings.HasSuffix(e164, digits) {
		t.text = append(append(t.text, digits...), store.Separator...)
	}
	t.text = append(t.text, e164...)
}

// add writes a folded text and a separator behind it.
func (t *Texts) add(text string) {
	if text == "" {
		return
	}
	start := len(t.text)
	t.text = append(t.text, text...)
	for i := start; i < len(t.text); i++ {
		switch c := t.text[i]; {
		case c >= utf8.RuneSelf:
			t.text = append(append(t.text[:start], store.Fold(text)...), store.Separator...)
			return
		case c >= 'A' && c <= 'Z':
			t.text[i] += 'a' - 'A'
		}
	}
	t.text = append(t.text, store.Separator...)
}

// Needles returns the pieces of text that every customer which answers the
// question must hold, as an index can look for them: what the question's
// conditions ask for and more than two bytes long.
func Needles(q store.Query) []gram.Key {
	var keys []gram.Key
	need := func(space gram.Space, text string) { keys = append(keys, gram.Keys(space, text)...) }
	need(Names, store.Fold(q.Search))
	for _, f := range q.Filters {
		if space, text := needle(f); space != 0 {
			need(space, text)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// needle returns the piece that a filter asks for, folded; space 0 when an
// index cannot help.
func needle(f store.Filter) (gram.Space, string) {
	switch f.Op {
	case store.Like, store.Eq:
	case store.Contains:
		if !ascii(f.Value) {
			return 0, "" // folding a piece may differ from a piece of the folded
		}
	default:
		return 0, ""
	}
	switch {
	case f.Field == "phone":
		return Phones, store.Digits(f.Value)
	case f.Field == "zip", f.Field == "address" && f.Op == store.Like:
		return Places, store.Fold(f.Value)
	}
	p, err := customer.ParsePath(f.Field)
	switch {
	case err != nil:
		return 0, ""
	case columns[p.Field].folded:
		return Names, store.Fold(f.Value)
	case p.Field == "fields" && (f.Op != store.Eq || !asNumber(f.Value)):
		return Custom, store.Fold(f.Value)
	case p.Field == "address" && p.Part != "" && p.Part != "type" && p.Part != "isPrimary":
		return Places, store.Fold(f.Value)
	}
	return 0, ""
}

// asNumber says whether a value may equal a number that is written otherwise.
func asNumber(value string) bool {
	plain, ok := store.Decimal(value)
	return ok && plain != value
}

func ascii(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
