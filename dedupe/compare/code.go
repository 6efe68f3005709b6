package compare

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
	case len(a) >= 4 && len(b) >= 4 && OneEdit(a, b):
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
	case OneEdit(a, b):
		return PhoneNear
	}
	return PhoneElse
}
