package merge

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/store/customer"
)

// What PlanUndo refuses.
var (
	ErrUndone     = errors.New("the merge is undone already")
	ErrSuperseded = errors.New("a later merge stands on this one")
	ErrIncomplete = errors.New("the merge cannot be undone with what is known")
)

// SupersededError names the later merges that must be undone first, newest
// first. It matches ErrSuperseded.
type SupersededError struct{ Merges []int64 }

// Error names the merges.
func (e *SupersededError) Error() string {
	ids := make([]string, len(e.Merges))
	for i, id := range e.Merges {
		ids[i] = customer.FormatID(id)
	}
	return fmt.Sprintf("%s: %s", ErrSuperseded, strings.Join(ids, ", "))
}

// Is matches ErrSuperseded.
func (e *SupersededError) Is(target error) bool { return target == ErrSuperseded }

// Undo is all that undoing a merge depends on.
type Undo struct {
	Merge customer.Merge
	// Now holds the survivor and the secondaries as they stand, and may hold
	// further tombstones that lead to them. Where the survivor's related records
	// are not loaded (nil), those that the merge moved are taken to be there still.
	Now map[int64]*customer.Customer
	// Edits is the journal of these customers since the merge, oldest first. A
	// change that came through a merged key stands there twice: on the tombstone
	// and on the survivor, both with that key.
	Edits []customer.Change
	// Later are merges that may stand on this one; others are passed over.
	Later []customer.Merge
	// KeyOwner tells whose key it is: the id of the customer, or tombstone, that
	// the key named before any merge; 0 when it is not known. A change whose key
	// has no known owner is treated as one made by hand.
	KeyOwner func(key string) int64
}

// UndoPlan is what undoing a merge would do.
type UndoPlan struct {
	// Customers are the members as they are to stand, survivor first, then the
	// secondaries as the merge lists them. Version and times are those of now;
	// the store moves them on.
	Customers  []*customer.Customer
	Moves      []customer.Move // related records going back
	Conflicts  []UndoConflict
	Judgements []customer.Judgement // non-match for every pair of members; By and On are the caller's
}

// UndoConflict is a change since the merge that cannot be attributed to one
// member. What stands on the survivor now stays there.
type UndoConflict struct {
	Customer int64  `json:"customer"`
	Field    string `json:"field,omitempty"` // a path, or the kind of a related record
	Record   string `json:"record,omitempty"`
	Seq      int64  `json:"seq,omitempty"` // of the journal's entry
	Reason   string `json:"reason"`
}

// PlanUndo plans the undoing of one merge.
//
// A secondary comes back as its tombstone stands, with what came through its
// keys meanwhile. The survivor starts from its image before the merge; changes
// since then are done to it again when they are its own: those that came
// through its keys, and those made by hand to a value that it had before the
// merge. A change made by hand to a value that the merge had brought cannot be
// attributed: the edited value (with the whole name or phone around it) stays on
// the survivor and is reported. Changes through a secondary's key are left to
// that secondary. Related records go back where they were; those that arrived
// later stay. After an obfuscation nothing but structure comes back.
//
// It fails with ErrUndone, ErrSuperseded (a *SupersededError), or ErrIncomplete
// when a member or its image is missing.
func PlanUndo(u Undo) (*UndoPlan, error) {
	if err := u.check(); err != nil {
		return nil, err
	}
	r := &restorer{Undo: u, now: u.Now[u.Merge.Survivor], plan: &UndoPlan{}}
	if err := r.survivor(); err != nil {
		return nil, err
	}
	for _, id := range u.Merge.Secondaries {
		c := u.Now[id].Clone()
		c.MergedInto = 0
		r.plan.Customers = append(r.plan.Customers, c)
	}
	r.moves()
	r.judgements()
	return r.plan, nil
}

func (u *Undo) check() error {
	if !u.Merge.UndoneOn.IsZero() {
		return fmt.Errorf("merge %d: %w", u.Merge.ID, ErrUndone)
	}
	if later := u.superseding(); len(later) > 0 {
		return fmt.Errorf("merge %d: %w", u.Merge.ID, &SupersededError{later})
	}
	for _, id := range u.members() {
		if u.Now[id] == nil {
			return fmt.Errorf("merge %d: %w: customer %d is missing", u.Merge.ID, ErrIncomplete, id)
		}
	}
	if len(u.Merge.Before) == 0 || u.Merge.Before[0].Customer == nil || u.Merge.Before[0].Customer.ID != u.Merge.Survivor {
		return fmt.Errorf("merge %d: %w: the survivor's image from before the merge is missing (pruned?)", u.Merge.ID, ErrIncomplete)
	}
	return nil
}

func (u *Undo) members() []int64 {
	return append([]int64{u.Merge.Survivor}, u.Merge.Secondaries...)
}

// superseding returns the later merges, not undone, that involve a member.
func (u *Undo) superseding() []int64 {
	members := u.members()
	var ids []int64
	for _, m := range u.Later {
		involved := slices.ContainsFunc(append([]int64{m.Survivor}, m.Secondaries...),
			func(id int64) bool { return slices.Contains(members, id) })
		if m.ID > u.Merge.ID && m.UndoneOn.IsZero() && involved {
			ids = append(ids, m.ID)
		}
	}
	slices.Sort(ids)
	slices.Reverse(ids)
	return slices.Compact(ids)
}

// owner returns the member whose key it is, following tombstones; 0 when that
// is none of them. known is false for a change without a key, or with one that
// nobody is known to own.
func (u *Undo) owner(key string) (id int64, known bool) {
	if key == "" || u.KeyOwner == nil {
		return 0, false
	}
	id = u.KeyOwner(key)
	known = id != 0
	for range len(u.Now) + 1 {
		if slices.Contains(u.members(), id) {
			return id, known
		}
		c := u.Now[id]
		if c == nil {
			break
		}
		id = c.MergedInto
	}
	return 0, known
}
