package question

import (
	"iter"
	"slices"
	"strings"

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

// Texts yields what an index holds of a customer, by space. The search text and
// the phone's digits are those of its columns.
func Texts(c *customer.Customer, search, digits string) iter.Seq2[gram.Space, string] {
	return func(yield func(gram.Space, string) bool) {
		_ = yield(Names, search) && yield(Phones, digits+store.Separator+c.PhoneE164) && yield(Places, places(c)) && yield(Custom, custom(c))
	}
}

// places are the folded postal parts of every address.
func places(c *customer.Customer) string {
	var b strings.Builder
	for i := range c.Address {
		for _, part := range postal {
			add(&b, c.Address[i].Part(part))
		}
	}
	return b.String()
}

// custom are the folded custom fields, in no order.
func custom(c *customer.Customer) string {
	var b strings.Builder
	for _, v := range c.Fields {
		add(&b, v.Text)
	}
	return b.String()
}

func add(b *strings.Builder, text string) {
	if text != "" {
		b.WriteString(store.Fold(text))
		b.WriteString(store.Separator)
	}
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
