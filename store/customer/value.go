package customer

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"
	"time"
)

// Type is the declared type of a custom field.
type Type string

// The types of custom fields.
const (
	Text       Type = "text"
	Number     Type = "number"
	Bool       Type = "bool"
	Date       Type = "date"
	BirthDate  Type = "birth_date"
	Identifier Type = "identifier"
	Email      Type = "email"
	Phone      Type = "phone"
)

// Types lists every type of a custom field.
var Types = []Type{Text, Number, Bool, Date, BirthDate, Identifier, Email, Phone}

// Match says whether a custom field is evidence about who somebody is.
type Match int8

// MatchByType leaves it to the type: birth dates, identifiers, emails and
// phones are evidence; text, numbers, booleans and dates are not.
const (
	MatchByType Match = 0
	MatchAlways Match = 1
	MatchNever  Match = -1
)

// Value is a custom field's value: its declared type and its text. The text is
// canonical for the type (number: plain decimal; bool: true or false; dates:
// yyyy-MM-dd), or, where a mapping says on_invalid: keep, the text as it came.
type Value struct {
	Type  Type   `json:"t"`
	Text  string `json:"v"`
	Match Match  `json:"m,omitempty"`
}

// Evidence says whether the value takes part in finding duplicates.
func (v Value) Evidence() bool {
	switch v.Match {
	case MatchAlways:
		return true
	case MatchNever:
		return false
	}
	switch v.Type {
	case BirthDate, Identifier, Email, Phone:
		return true
	}
	return false
}

var decimal = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?$`)

// Valid says whether the text is canonical for the type. A value that is not
// was kept as it came: typed filters leave it out, comparison uses it as text.
func (v Value) Valid() bool {
	switch v.Type {
	case Number:
		return decimal.MatchString(v.Text) && v.Text != "-0"
	case Bool:
		return v.Text == "true" || v.Text == "false"
	case Date, BirthDate:
		if plainDate(v.Text) {
			return true
		}
		t, err := time.Parse(time.DateOnly, v.Text)
		return err == nil && t.Year() > 0
	}
	return true
}

// plainDate says quickly that a text is a date, as nearly all are: up to the
// 28th of a month after year 999. Others may be dates too.
func plainDate(s string) bool {
	if len(s) != len(time.DateOnly) || s[4] != '-' || s[7] != '-' || s[0] == '0' {
		return false
	}
	for i := range len(s) {
		if i != 4 && i != 7 && (s[i] < '0' || s[i] > '9') {
			return false
		}
	}
	month, day := s[5:7], s[8:]
	return month >= "01" && month <= "12" && day >= "01" && day <= "28"
}

// Number returns the value of a valid number.
func (v Value) Number() (*big.Rat, bool) {
	if v.Type != Number || !v.Valid() {
		return nil, false
	}
	return new(big.Rat).SetString(v.Text)
}

// Declaration is the text form of the type and its match setting, as the
// portable column fieldTypes holds it: "birth_date", "text match",
// "email nomatch".
func (v Value) Declaration() string {
	switch v.Match {
	case MatchAlways:
		return string(v.Type) + " match"
	case MatchNever:
		return string(v.Type) + " nomatch"
	}
	return string(v.Type)
}

// ParseDeclaration reads what Declaration writes.
func ParseDeclaration(s string) (Type, Match, error) {
	name, option, _ := strings.Cut(s, " ")
	for _, t := range Types {
		if string(t) != name {
			continue
		}
		switch option {
		case "":
			return t, MatchByType, nil
		case "match":
			return t, MatchAlways, nil
		case "nomatch":
			return t, MatchNever, nil
		}
	}
	return "", 0, fmt.Errorf("unknown field type")
}
