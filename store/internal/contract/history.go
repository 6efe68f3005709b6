package contract

import (
	"errors"
	"fmt"

	"rollcall/store"
	"rollcall/store/customer"
)

// CheckMerge refuses a plan that does not say what it merges: Before must hold
// the survivor first, then each secondary, in the order of Secondaries.
func CheckMerge(p store.MergePlan) error {
	m := &p.Merge
	if p.Result == nil || len(m.Secondaries) == 0 || len(m.Before) != len(m.Secondaries)+1 {
		return errors.New("a merge plan needs a result, secondaries and an image of every member")
	}
	for i, image := range m.Before {
		want := m.Survivor
		if i > 0 {
			want = m.Secondaries[i-1]
		}
		if image.Customer == nil || image.Customer.ID != want || (i > 0 && want == m.Survivor) {
			return fmt.Errorf("merge into customer %d: the images are not those of its members", m.Survivor)
		}
	}
	if p.Result.ID != m.Survivor {
		return fmt.Errorf("merge into customer %d: the result is another customer", m.Survivor)
	}
	return Customer(p.Result)
}

// MergeEntries returns the journal's entries of an executed merge: the
// survivor's, with every moved record, then one per secondary. Seq, RunID, On
// and By are the caller's to set, in this order.
func MergeEntries(p store.MergePlan, moved []customer.Move) []customer.Change {
	entries := []customer.Change{{
		Customer: p.Merge.Survivor, Version: p.Result.Version + 1, Op: customer.OpMerge,
		Fields: customer.Diff(p.Merge.Before[0].Customer, p.Result), Moved: moved,
	}}
	for _, image := range p.Merge.Before[1:] {
		entries = append(entries, customer.Change{
			Customer: image.Customer.ID, Version: image.Customer.Version + 1, Op: customer.OpMergedAway,
			Fields: []customer.FieldChange{{Field: "mergedInto", After: customer.FormatID(p.Merge.Survivor)}},
		})
	}
	return entries
}

// UndoEntry returns the journal's entry for a customer that an undo writes:
// what changed from its present to its restored state, mergedInto included.
func UndoEntry(present, restored *customer.Customer, back []customer.Move) customer.Change {
	change := customer.Change{
		Customer: restored.ID, Version: restored.Version, Op: customer.OpUndo,
		Fields: customer.Diff(present, restored), Moved: back,
	}
	if present.MergedInto != restored.MergedInto {
		change.Fields = append(change.Fields, customer.FieldChange{Field: "mergedInto",
			Before: customer.FormatID(present.MergedInto), After: customer.FormatID(restored.MergedInto)})
	}
	return change
}

// Touched returns the customers that a batch changes without saying so in a
// journal entry of its own: new ones apart, in order of first mention, each
// once. They share one number of the sequence.
func Touched(b store.Batch) []int64 {
	if len(b.Changed)+len(b.Related) == 0 {
		return nil
	}
	seen := make(map[int64]bool, len(b.Journal))
	for i := range b.Journal {
		seen[b.Journal[i].Customer] = true
	}
	for _, c := range b.New {
		seen[c.ID] = true
	}
	var ids []int64
	add := func(id int64) {
		if !seen[id] {
			seen[id] = true
			ids = append(ids, id)
		}
	}
	for _, r := range b.Changed {
		add(r.Customer.ID)
	}
	for i := range b.Related {
		add(b.Related[i].CustomerID)
	}
	return ids
}
