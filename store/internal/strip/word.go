package strip

import (
	"encoding/binary"
	"slices"
	"strconv"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/internal/question"
)

// ordinals are the core fields that compare as numbers; times are microseconds
// since 1970 in UTC.
var ordinals = map[string]func(*customer.Customer) int64{
	"mergedInto": func(c *customer.Customer) int64 { return c.MergedInto },
	"version":    func(c *customer.Customer) int64 { return c.Version },
	"createdOn":  func(c *customer.Customer) int64 { return question.Micros(c.CreatedOn) },
	"updatedOn":  func(c *customer.Customer) int64 { return question.Micros(c.UpdatedOn) },
}

// moments are those of them that are times.
var moments = map[string]bool{"createdOn": true, "updatedOn": true}

// unique are the core fields that have an index of their own.
var unique = map[string]bool{"id": true, "customerId": true, "externalCustomerImportId": true}

// postal are the parts that the filter "address" looks through; their strips
// have those of all addresses.
var postal = []string{"streetAddress1", "streetAddress2", "city", "state", "zipCode", "country", "suburb"}

// anyAddress is the path of a part of any address.
func anyAddress(part string) string { return "*." + part }

// worthAll names the paths that are kept however many words they have:
// searches that many answer go through all of them.
var worthAll = map[string]bool{"email": true, "firstName": true, "lastName": true, "orgName": true,
	anyAddress("streetAddress1"): true, anyAddress("zipCode"): true}

// layout numbers the paths that customers commonly have: looking each of them
// up by name would take longer than all the rest.
var layout = newLayout()

type places struct {
	paths []string
	core  []coreField
	codes int
	named map[string][]int // by the type of an address, then the place in customer.AddressParts
	any   []anyPart        // by the place in postal
}

// coreField is a core field that has a strip. One that compares as a number has
// number, any other text.
type coreField struct {
	at     int
	number func(*customer.Customer) int64
	text   func(*customer.Customer) string
}

// anyPart is a part of all addresses: its column, and its place in
// customer.AddressParts.
type anyPart struct {
	at, part int
	name     string
}

func newLayout() places {
	l := places{named: map[string][]int{}}
	add := func(path string) int {
		l.paths = append(l.paths, path)
		return len(l.paths) - 1
	}
	for i := range customer.CoreFields {
		if field := &customer.CoreFields[i]; !unique[field.Name] {
			l.core = append(l.core, coreField{add(field.Name), ordinals[field.Name], field.Get})
		}
	}
	l.codes = add("solicitationCodes")
	for _, kind := range []string{customer.AddressPrimary, customer.AddressBilling} {
		for _, part := range customer.AddressParts {
			l.named[kind] = append(l.named[kind], add(customer.Path{Field: "address", Index: kind, Part: part}.String()))
		}
	}
	for _, part := range postal {
		l.any = append(l.any, anyPart{add(anyAddress(part)), slices.Index(customer.AddressParts, part), part})
	}
	return l
}

// firstOf says whether no address before has this type.
func firstOf(before []customer.Address, kind string) bool {
	return !slices.ContainsFunc(before, func(a customer.Address) bool { return a.Type == kind })
}

// allOf returns a part of all addresses, folded.
func allOf(list []customer.Address, part string) string {
	all := ""
	for i := range list {
		switch text := store.Fold(list[i].Part(part)); {
		case text == "":
		case all == "":
			all = text
		default:
			all += store.Separator + text
		}
	}
	return all
}

// otherWords yields the words of paths that the layout does not have: those of
// the first attribute of each category, and custom fields.
func otherWords(c *customer.Customer, yield func(path, word string)) {
	for i := range c.Attributes {
		a := &c.Attributes[i]
		if slices.ContainsFunc(c.Attributes[:i], func(b customer.Attribute) bool { return b.Category == a.Category }) {
			continue
		}
		for _, part := range customer.AttributeParts[1:] {
			if word := a.Part(part); word != "" {
				yield(customer.Path{Field: "attributes", Index: a.Category, Part: part}.String(), word)
			}
		}
	}
	for name, v := range c.Fields {
		yield(fieldPrefix+name, v.Text+typeMark+string(v.Type))
	}
}

// fieldPrefix begins the path of a custom field.
const fieldPrefix = "fields."

// typeMark stands between a custom field's text and its type. It is lower than
// any byte of a text, so that words sort by text.
const typeMark = "\x00"

func splitField(word string) (text string, kind customer.Type) {
	at := strings.LastIndex(word, typeMark)
	if at < 0 {
		return word, ""
	}
	return word[:at], customer.Type(word[at+1:])
}

// ordinal writes a number so that words sort as numbers do.
func ordinal(n int64) [8]byte {
	var word [8]byte
	binary.BigEndian.PutUint64(word[:], uint64(n)^1<<63)
	return word
}

// ordinalWord is ordinal as a word.
func ordinalWord(n int64) string {
	word := ordinal(n)
	return string(word[:])
}

func parseOrdinal(word string) int64 {
	if len(word) != 8 {
		return 0
	}
	return int64(binary.BigEndian.Uint64([]byte(word)) ^ 1<<63)
}

func ordinalText(word string) string {
	if n := parseOrdinal(word); n != 0 {
		return strconv.FormatInt(n, 10)
	}
	return ""
}
