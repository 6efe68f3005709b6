package compare

// Levels of further given names.
const (
	MiddleExact Level = 1 + iota
	MiddleInitial
	MiddleElse
)

// MiddleLevels names the levels of further given names, best first.
var MiddleLevels = []string{"missing", "exact", "initial", "else"}

// Middle compares further given names: equal or a slip apart, an initial of the
// other, or else.
func Middle(a, b *Name) Level {
	switch {
	case a.Text == "" || b.Text == "":
		return Missing
	case a.Text == b.Text || Near(a.Text, b.Text) || shareGroup(a.Groups, b.Groups):
		return MiddleExact
	case a.Text[0] == b.Text[0] && (len(a.Text) == 1 || len(b.Text) == 1):
		return MiddleInitial
	}
	return MiddleElse
}
