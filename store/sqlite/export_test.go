package sqlite

import (
	"context"

	"rollcall/store"
)

// OpenIndexed opens a store that fills its indexes after every write,
// in segments of a few rows, and takes five answers for many.
func OpenIndexed(ctx context.Context, path string, opts store.Options) (store.Store, error) {
	s, err := Open(ctx, path, opts)
	if err != nil {
		return nil, err
	}
	opened := s.(*Store)
	opened.pieces = pieceLimits{loose: 1, segment: 7, segments: 5, few: 4, page: 25}
	return indexed{opened}, nil
}

type indexed struct{ *Store }

func (s indexed) Take(ctx context.Context, batch store.Batch) error {
	return s.then(ctx, s.Store.Take(ctx, batch))
}

func (s indexed) Merge(ctx context.Context, run string, plans []store.MergePlan) ([]store.MergeOutcome, error) {
	outcomes, err := s.Store.Merge(ctx, run, plans)
	return outcomes, s.then(ctx, err)
}

func (s indexed) Undo(ctx context.Context, run string, plans []store.UndoPlan) error {
	return s.then(ctx, s.Store.Undo(ctx, run, plans))
}

func (s indexed) then(ctx context.Context, err error) error {
	if err != nil {
		return err
	}
	return s.write(ctx, "index", func(c conn) error { return c.indexPieces() })
}
