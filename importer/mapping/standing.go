package mapping

import "rollcall/store/customer"

// Fields that only the store writes, and that a file may carry all the same,
// because they say how the customer stood where the file was written.
const (
	versionField    = "version"
	obfuscatedField = "obfuscated"
)

// asVersion reads the version that a customer had when it was exported.
func asVersion(text string) (string, issue) {
	if _, ok := customer.ParseID(text); !ok {
		return text, issue{code: codeNumber, message: "a version is a whole number above 0: leave it as export wrote it, or empty"}
	}
	return text, issue{}
}

// asObfuscated reads whether a customer's personal values were removed; that
// they were not is no statement.
func asObfuscated(text string) (string, issue) {
	out, i := asBool(text)
	if out == "false" {
		out = ""
	}
	return out, i
}

// emitKnown is emitCell for values that say nothing when they are not set.
func emitKnown(m *mapper, s *slot, text string, state State) {
	if state != Set {
		return
	}
	out, i := s.convert(text)
	if i.code != "" {
		m.settle(s, text, i)
	} else if out != "" {
		m.cell(s, out, Set)
	}
}
