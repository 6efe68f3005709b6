package customer

import (
	"fmt"
	"strings"
)

// RefKind says by which key a customer is named.
type RefKind int8

// The keys that name a customer.
const (
	ByID RefKind = iota
	ByCustomerID
	ByImportID
	ByExternalCustomerID
	ByExternalID
	ByEmail
)

// Ref names a customer by one of its keys. The text is compared exactly, but
// an email regardless of case.
type Ref struct {
	Kind RefKind
	Text string
}

// ParseRef reads an ID as the command line writes it: bare digits (id),
// customer:X (customerId) or import:X (import id).
func ParseRef(s string) (Ref, error) {
	if text, ok := strings.CutPrefix(s, "customer:"); ok && text != "" {
		return Ref{ByCustomerID, text}, nil
	}
	if text, ok := strings.CutPrefix(s, "import:"); ok && text != "" {
		return Ref{ByImportID, text}, nil
	}
	if _, ok := ParseID(s); ok {
		return Ref{ByID, s}, nil
	}
	return Ref{}, fmt.Errorf("%q names no customer: write digits (id), customer:X or import:X", s)
}

// String writes the reference as ParseRef reads it, where it can.
func (r Ref) String() string {
	switch r.Kind {
	case ByCustomerID:
		return "customer:" + r.Text
	case ByImportID:
		return "import:" + r.Text
	}
	return r.Text
}
