package compare

import "strings"

// Levels of an email address, and of the form that is left of it without names.
const (
	EmailExact Level = 1 + iota
	EmailNear
	EmailLocal
	EmailElse
)

// EmailLevels names the levels of an email address, best first.
var EmailLevels = []string{"missing", "exact", "near", "local", "else"}

// Email compares two addresses: equal, a slip of the pen, the same local part at
// another provider, or else. A near local part at the same domain is near.
func Email(a, b string) Level {
	if a == "" || b == "" {
		return Missing
	}
	if a == b {
		return EmailExact
	}
	localA, domainA, _ := strings.Cut(a, "@")
	localB, domainB, _ := strings.Cut(b, "@")
	switch {
	case localA == localB && Near(domainA, domainB):
		return EmailNear
	case localA == localB:
		return EmailLocal
	case Near(localA, localB) && (domainA == domainB || Near(domainA, domainB)):
		return EmailNear
	}
	return EmailElse
}
