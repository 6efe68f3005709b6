package sqlite

import (
	"context"

	"rollcall/store"
)

// OpenIndexed opens a store that fills its indexes after every write,
// in segments of a few rows, and takes five answers for many.
func OpenIndexed(ctx context.Context, path string, opts store.Options) (store.Store, error) {
	return openIndexed(ctx, path, opts, 1)
}

// OpenFed is OpenIndexed for a store that settles its indexes after every third write only.
func OpenFed(ctx context.Context, path string, opts store.Options) (store.Store, error) {
	return openIndexed(ctx, path, opts, 3)
}

func openIndexed(ctx context.Context, path string, opts store.Options, every int) (store.Store, error) {
	s, err := Open(ctx, path, opts)
	if err != nil {
		return nil, err
	}
	opened := s.(*Store)
	opened.pieces = pieceLimits{loose: 1, segment: 7, manyNew: 1, segments: 5, few: 4, page: 25}
	return &indexed{Store: opened, every: every}, nil
}

// OpenLoading opens a store whose indexes are in segments of a few rows and asked
// even where much is not in them.
func OpenLoading(ctx context.Context, path string, opts store.Options) (store.Store, error) {
	s, err := Open(ctx, path, opts)
	if err == nil {
		s.(*Store).pieces = pieceLimits{loose: 1, segment: 16, manyNew: 3, segments: 12, few: 1000, page: 25}
	}
	return s, err
}

// Uncovered counts the customers that are not in the indexes as they stand.
func Uncovered(ctx context.Context, s store.Store) (n int, err error) {
	opened := s.(*Store)
	err = opened.read(ctx, "count", func(c conn) error {
		n, err = c.looseUpTo(1000)
		return err
	})
	return n, err
}

type indexed struct {
	*Store
	every, writes int
}

func (s *indexed) Take(ctx context.Context, batch store.Batch) error {
	return s.then(ctx, s.Store.Take(ctx, batch))
}

func (s *indexed) Merge(ctx context.Context, run string, plans []store.MergePlan) ([]store.MergeOutcome, error) {
	outcomes, err := s.Store.Merge(ctx, run, plans)
	return outcomes, s.then(ctx, err)
}

func (s *indexed) Undo(ctx context.Context, run string, plans []store.UndoPlan) error {
	return s.then(ctx, s.Store.Undo(ctx, run, plans))
}

func (s *indexed) then(ctx context.Context, err error) error {
	if s.writes++; err != nil || s.writes%s.every != 0 {
		return err
	}
	return s.write(ctx, "index", func(c conn) error { return c.coverPieces() })
}
