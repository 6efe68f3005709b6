package blocking

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/dedupe/normalize"
	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

// ErrUnknownPart says that a rule names a key that does not exist.
var ErrUnknownPart = errors.New("unknown blocking key")

// part is one key function: a hash per symbol of a column, 0 for missing. When
// other is set, the hashes of both columns are added, in no order.
type part struct {
	column int
	hashes []uint64
	other  int // a second column with the same hashes, or -1
	fields []int
}

// key returns the part's key of a row.
func (p *part) key(row []record.Symbol) uint64 {
	h := p.hashes[row[p.column]]
	if p.other < 0 || h == 0 {
		return h
	}
	g := p.hashes[row[p.other]]
	if g == 0 {
		return 0
	}
	return h + g
}

// nameHash derives a hash from a name; textHash from another value.
type nameHash func(*record.Name) uint64

type placeHash func(*record.Place) uint64

type textHash func(string) uint64

var nameParts = map[string]nameHash{
	"":         func(n *record.Name) uint64 { return n.Hash },
	"_full":    func(n *record.Name) uint64 { return n.Full },
	"_sound":   func(n *record.Name) uint64 { return n.Sound },
	"_initial": func(n *record.Name) uint64 { return head(n.Text, 1) },
	"_prefix":  func(n *record.Name) uint64 { return head(n.Text, 3) },
	"_suffix":  func(n *record.Name) uint64 { return tail(n.Text, 4) },
}

var placeParts = map[string]placeHash{
	"house":  func(p *record.Place) uint64 { return p.HouseKey },
	"zip":    func(p *record.Place) uint64 { return p.ZipKey },
	"city":   func(p *record.Place) uint64 { return p.CityKey },
	"street": func(p *record.Place) uint64 { return p.StreetKey },
	"number": func(p *record.Place) uint64 { return p.NumberKey },
	"extra":  func(p *record.Place) uint64 { return record.Hash(p.Extra) },
	"area":   func(p *record.Place) uint64 { return head(p.Zip, 3) },
}

type textPart struct {
	column int
	hash   textHash
}

var textParts = map[string]textPart{
	"email":        {record.Email, record.Hash},
	"email_local":  {record.Email, func(s string) uint64 { local, _, _ := strings.Cut(s, "@"); return head(local, len(local)) }},
	"email_prefix": {record.Email, func(s string) uint64 { local, _, _ := strings.Cut(s, "@"); return head(local, 5) }},
	"email_tail":   {record.Email, func(s string) uint64 { return tail(s, 12) }},
	"phone":        {record.Phone, func(s string) uint64 { return tail(s, 7) }},
	"phone_head":   {record.Phone, func(s string) uint64 { return head(s, max(0, len(s)-4)) }},
	"phone_tail":   {record.Phone, func(s string) uint64 { return tail(s, 4) }},
	"birth_date":   {record.Birth, record.Hash},
	"birth_year":   {record.Birth, func(s string) uint64 { return between(s, 0, 4) }},
	"birth_month":  {record.Birth, func(s string) uint64 { return between(s, 0, 6) }},
	"birth_day":    {record.Birth, func(s string) uint64 { return between(s, 4, 8) }},
	"birth_digits": {record.Birth, sortedLetters},
	"org":          {record.Org, record.Hash},
	"org_words":    {record.Org, sortedWords},
	"org_start":    {record.Org, func(s string) uint64 { return firstWords(s, 2) }},
	"org_word":     {record.Org, func(s string) uint64 { return firstWords(s, 1) }},
	"org_sound":    {record.Org, func(s string) uint64 { return record.Hash(normalize.Phonetic(s)) }},
	"suffix":       {record.Suffix, record.Hash},
}

// newPart makes the key function of that name: a name of nameParts with first or
// last before it, a placePart, a textPart, names_full or names_sound (both names
// in any order), or fields.NAME with an optional /head or /tail. A field that no
// record has gives no key.
func newPart(t *record.Table, name string) (*part, error) {
	if p, ok := textParts[name]; ok {
		return &part{p.column, textHashes(t, p.column, p.hash), -1, []int{p.column}}, nil
	}
	if hash, ok := placeParts[name]; ok {
		hashes := make([]uint64, t.Places.Len())
		for i := range hashes {
			hashes[i] = hash(t.Places.At(record.Symbol(i)))
		}
		return &part{record.Address, hashes, -1, []int{record.Address}}, nil
	}
	for stem, columns := range map[string][]int{"first": {record.First}, "last": {record.Last}, "names": {record.First, record.Last}} {
		form, ok := strings.CutPrefix(name, stem)
		if hash := nameParts[form]; ok && hash != nil {
			return &part{columns[0], nameHashes(t, hash), append(columns, -1)[1], columns}, nil
		}
	}
	return fieldPart(t, name)
}

func fieldPart(t *record.Table, name string) (*part, error) {
	field, form, _ := strings.Cut(strings.TrimPrefix(name, "fields."), "/")
	if !strings.HasPrefix(name, "fields.") {
		return nil, fmt.Errorf("%w %q", ErrUnknownPart, name)
	}
	i := slices.IndexFunc(t.Fields, func(f record.Field) bool { return f.Name == field })
	if i < 0 {
		return &part{record.First, make([]uint64, len(t.Names)), -1, nil}, nil
	}
	hash := textHash(record.Hash)
	switch form {
	case "head":
		hash = func(s string) uint64 { return head(s, (len(s)+1)/2) }
	case "tail":
		hash = func(s string) uint64 { return tail(s, (len(s)+1)/2) }
	}
	column := record.Fixed + i
	return &part{column, textHashes(t, column, hash), -1, []int{column}}, nil
}

func textHashes(t *record.Table, column int, hash textHash) []uint64 {
	texts := t.Texts[column]
	hashes := make([]uint64, texts.Len())
	for i := 1; i < len(hashes); i++ {
		hashes[i] = hash(texts.At(record.Symbol(i)).Text)
	}
	return hashes
}

func nameHashes(t *record.Table, hash nameHash) []uint64 {
	hashes := make([]uint64, len(t.Names))
	for i := 1; i < len(t.Names); i++ {
		hashes[i] = hash(&t.Names[i])
	}
	return hashes
}

// identifying says whether a custom field of the type is worth keys of its own.
func identifying(t customer.Type) bool {
	return t == customer.Identifier || t == customer.Text || t == customer.Date
}

func head(s string, n int) uint64 { return record.Hash(s[:min(n, len(s))]) }

func tail(s string, n int) uint64 {
	if len(s) < n {
		return 0
	}
	return record.Hash(s[len(s)-n:])
}

func between(s string, from, to int) uint64 {
	if len(s) != 8 {
		return 0
	}
	return record.Hash(s[from:to])
}

func sortedLetters(s string) uint64 {
	b := []byte(s)
	slices.Sort(b)
	return record.Hash(string(b))
}

func sortedWords(s string) uint64 {
	words := strings.Fields(s)
	slices.Sort(words)
	return record.Hash(strings.Join(words, " "))
}

func firstWords(s string, n int) uint64 {
	words := strings.Fields(s)
	return record.Hash(strings.Join(words[:min(n, len(words))], " "))
}
