package mapping

import (
	"fmt"

	"rollcall/store/customer"
)

// The longest values in characters. They are far above what is real, so that
// only a file whose columns have slipped, or a text in a name's place, meets
// them.
const (
	MaxLine = 500    // names, ids, emails, phones, address parts
	MaxText = 10_000 // phoneNotes, attribute texts, custom fields
	MaxData = 1_000_000
)

func tooLong(limit int) issue {
	return issue{code: codeTooLong, message: fmt.Sprintf("longer than %d characters", limit)}
}

// limitOf returns the longest value that a path takes.
func limitOf(p customer.Path) int {
	switch {
	case p.Index == "" && (p.Field == "address" || p.Field == "attributes" || p.Field == "solicitationCodes"):
		return MaxData
	case p.Field == "attributes", p.Field == "fields", p.Field == "phoneNotes":
		return MaxText
	}
	return MaxLine
}
