package store

import (
	"errors"
	"fmt"
)

// What can go wrong in a store; drivers translate their engine's codes into
// these, and wrap them with the operation and its object.
var (
	ErrNotFound = errors.New("not found")
	ErrNoStore  = errors.New("there is no store here yet")
	ErrOlder    = errors.New("the store's schema is older than this program: run rollcall db migrate")
	ErrNewer    = errors.New("the store's schema is newer than this program: use a newer rollcall")
	ErrFilter   = errors.New("filter")
	ErrLocked   = errors.New("another run is writing to this store")
	ErrStale    = errors.New("the customer changed in the meantime")
	ErrTaken    = errors.New("another customer has this key")
	ErrUndone   = errors.New("the merge was undone before")
	ErrPruned   = errors.New("what its undo needs was pruned")
	ErrLost     = errors.New("the connection to the store was lost")
	ErrFull     = errors.New("the disk that holds the store is full")
)

// LockedError names the run that holds the writers' lock.
type LockedError struct{ Holder string }

func (e *LockedError) Error() string {
	if e.Holder == "" {
		return ErrLocked.Error()
	}
	return fmt.Sprintf("%v: %s", ErrLocked, e.Holder)
}

// Unwrap makes errors.Is(err, ErrLocked) hold.
func (e *LockedError) Unwrap() error { return ErrLocked }
