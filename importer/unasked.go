package importer

import (
	"context"
	"slices"

	"rollcall/store"
)

// unasked says whether nobody can know a key that no row of the run had before:
// the store has no customers, and the run names its customers by nothing but
// the import ids that are its rows' keys. So the first load of a store asks it
// nothing.
func unasked(ctx context.Context, st Store, inputs []Input, opt *Options) (bool, error) {
	if opt.Mode == Create || opt.Checkpoint != nil { // import ids may be made up; the store has what was taken
		return false, nil
	}
	seen := newSeen(inputs)
	for i, in := range inputs {
		f := in.Plan.File()
		byImportID := len(f.Key) == 0 || slices.Equal(f.Key, []string{importIDField})
		if f.As != "" || !byImportID || !in.Plan.Has(importIDField) || in.Plan.Has("customerId") || in.Plan.Has("id") || seen[i] != seen[0] {
			return false, nil
		}
	}
	for _, err := range st.List(ctx, store.Query{Merged: true, Limit: 1, Only: []string{"id"}}) {
		return false, err
	}
	return true, nil
}
