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
	case len(a) == 8 && len(b) == 8:
		return eightDigits(a, b)
	case Near(a, b):
		return DateNear
	}
	return DateElse
}

func eightDigits(a, b string) Level {
	if slip(a, b) || a[:4] == b[:4] && a[4:6] == b[6:] && a[6:] == b[4:6] {
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

// slip says whether two texts of one length differ in one byte, or in two
// neighbours that are swapped: at one length, these are the single edits.
func slip(a, b string) bool {
	first, different := -1, 0
	for i := 0; i < len(a); i++ {
		if a[i] == b[i] {
			continue
		}
		if different++; different > 2 {
			return false
		}
		if first < 0 {
			first = i
		} else if i != first+1 || a[i] != b[first] || a[first] != b[i] {
			return false
		}
	}
	return different > 0
}
