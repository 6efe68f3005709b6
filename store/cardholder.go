package store

import (
	"rollcall/store/customer"
	"rollcall/store/internal/privacy"
)

// BlankCardholders takes out of a membership what it says of the cardholders
// with these import ids, as Obfuscate does for the memberships that are stored.
// It says whether there was anything; a record of another kind stays as it is.
// The record's Data is replaced, never written to.
func BlankCardholders(r *customer.Related, importIDs map[string]bool) bool {
	return privacy.Cardholders(r, importIDs)
}
