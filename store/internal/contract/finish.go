package contract

import "rollcall/store/customer"

// Settles says whether the end of a run is the moment to fill indexes: not when
// somebody interrupted it and waits for the end, and not when it was an export,
// which changed nothing and runs beside whoever holds the writers' lock.
func Settles(r *customer.Run) bool {
	return r.Status != customer.Interrupted && r.Kind != "export"
}
