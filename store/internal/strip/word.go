package strip

import (
	"encoding/binary"
	"iter"
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

// wordsOf returns the words that a customer has, by path. Core fields are always
// there, what lies in lists only where it is not empty.
func wordsOf(c *customer.Customer) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for i := range customer.CoreFields {
			name := customer.CoreFields[i].Name
			if unique[name] {
				continue
			}
			word := ""
			if of, ok := ordinals[name]; ok {
				word = ordinal(of(c))
			} else {
				word = customer.CoreFields[i].Get(c)
			}
			if !yield(name, word) {
				return
			}
		}
		_ = codeWords(c, yield) && addressWords(c, yield) && attributeWords(c, yield) && fieldWords(c, yield)
	}
}

func codeWords(c *customer.Customer, yield func(string, string) bool) bool {
	codes := customer.Path{Field: "solicitationCodes"}
	return len(c.SolicitationCodes) == 0 || yield(codes.Field, c.Text(codes))
}

// addressPaths has the path of each part of a named address: they are asked for
// by every customer.
var addressPaths = func() map[[2]string]string {
	paths := map[[2]string]string{}
	for _, name := range []string{customer.AddressPrimary, customer.AddressBilling} {
		for _, part := range customer.AddressParts {
			paths[[2]string{name, part}] = customer.Path{Field: "address", Index: name, Part: part}.String()
		}
	}
	return paths
}()

// addressWords yields the parts of the first address of each type, and those of
// all addresses, folded.
func addressWords(c *customer.Customer, yield func(string, string) bool) bool {
	for i := range c.Address {
		a := &c.Address[i]
		if firstOf(c.Address[:i], a.Type) {
			for _, part := range customer.AddressParts {
				path, named := addressPaths[[2]string{a.Type, part}]
				if word := a.Part(part); named && word != "" && !yield(path, word) {
					return false
				}
			}
		}
	}
	for _, part := range postal {
		if len(c.Address) == 0 {
			break
		}
		if word := allOf(c.Address, part); word != "" && !yield(anyAddress(part), word) {
			return false
		}
	}
	return true
}

func firstOf(before []customer.Address, kind string) bool {
	for i := range before {
		if before[i].Type == kind {
			return false
		}
	}
	return true
}

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

func attributeWords(c *customer.Customer, yield func(string, string) bool) bool {
	for i := range c.Attributes {
		a := &c.Attributes[i]
		for k := range c.Attributes[:i] {
			if c.Attributes[k].Category == a.Category {
				a = nil
				break
			}
		}
		for _, part := range customer.AttributeParts[1:] {
			if a == nil {
				break
			}
			path := customer.Path{Field: "attributes", Index: a.Category, Part: part}
			if word := a.Part(part); word != "" && !yield(path.String(), word) {
				return false
			}
		}
	}
	return true
}

func fieldWords(c *customer.Customer, yield func(string, string) bool) bool {
	for name, v := range c.Fields {
		if !yield(fieldPrefix+name, v.Text+typeMark+string(v.Type)) {
			return false
		}
	}
	return true
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
func ordinal(n int64) string {
	var word [8]byte
	binary.BigEndian.PutUint64(word[:], uint64(n)^1<<63)
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
