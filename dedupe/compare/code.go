package compare

// Levels of a date.
const (
	DateExact Level = 1 + iota
	DateNear
	DateParts
	DateElse
)

// DateLevels names the levels of a date, best first.
var DateLevels = []string{"missing", "exact", "near", "parts", "else"}

// Date compares two dates of eight digits (yyyymmdd): equal; one digit wrong, two
// neighbours swapped or day and month swapped; two of year, month and day equal;
// or else. Other texts are equal, near or else.
func Date(a, b string) Level {
	switch {
	case a == "" || b == "":
		return Missing
	case a == b:
		return DateExact
	case len(a) != 8 || len(b) != 8:
		if Near(a, b) {
			return DateNear
		}
		return DateElse
	case a[:4] == b[:4] && a[4:6] == b[6:] && a[6:] == b[4:6] || Edits(a, b) == 1:
		return DateNear
	}
	equal := 0
	for _, part := range [...][2]int{{0, 4}, {4, 6}, {6, 8}} {
		if a[part[0]:part[1]] == b[part[0]:part[1]] {
			equal++
		}
	}
	if equal == 2 {
		return DateParts
	}
	return DateElse
}

// Levels of an identifier and of free text.
const (
	CodeExact Level = 1 + iota
	CodeNear
	CodeElse
)

// CodeLevels names the levels of an identifier, best first.
var CodeLevels = []string{"missing", "exact", "near", "else"}

// Code compares two identifiers: equal, one edit apart, or else.
func Code(a, b string) Level {
	switch {
	case a == "" || b == "":
		return Missing
	case a == b:
		return CodeExact
	case len(a) >= 4 && len(b) >= 4 && Edits(a, b) == 1:
		return CodeNear
	}
	return CodeElse
}

// Text compares two folded texts: equal, alike or one with all the words of the
// other, or else. The levels are those of Code.
func Text(a, b string) Level {
	switch {
	case a == "" || b == "":
		return Missing
	case a == b:
		return CodeExact
	case Alike(a, b) || partOf(a, b):
		return CodeNear
	}
	return CodeElse
}

// Levels of a phone number.
const (
	PhoneExact Level = 1 + iota
	PhoneLocal
	PhoneNear
	PhoneElse
)

// PhoneLevels names the levels of a phone number, best first.
var PhoneLevels = []string{"missing", "exact", "local", "near", "else"}

// Phone compares two phone numbers: equal, equal in the last seven digits, one
// edit apart, or else.
func Phone(a, b string) Level {
	switch {
	case a == "" || b == "":
		return Missing
	case a == b:
		return PhoneExact
	case len(a) >= 7 && len(b) >= 7 && a[len(a)-7:] == b[len(b)-7:]:
		return PhoneLocal
	case Edits(a, b) == 1:
		return PhoneNear
	}
	return PhoneElse
}
