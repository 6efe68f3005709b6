package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5"

	"rollcall/store"
)

// Migrate makes the present schema in an empty database, and puts nothing in.
func Migrate(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	return errors.Join(migrate(ctx, conn), conn.Close(ctx))
}

// OpenIndexed opens a store that fills its indexes after every batch,
// in segments of a few rows, and takes five answers for many.
func OpenIndexed(ctx context.Context, url string, opts store.Options) (store.Store, error) {
	s, err := Open(ctx, url, opts)
	if err != nil {
		return nil, err
	}
	opened := s.(*Store)
	opened.pieces = pieceLimits{loose: 1, segment: 7, segments: 5, few: 2, some: 4, page: 25, manyNew: 1}
	return indexed{opened}, nil
}

// OpenFed opens a store that indexes in segments of eighty what loads of any
// size bring.
func OpenFed(ctx context.Context, url string, opts store.Options) (store.Store, error) {
	s, err := Open(ctx, url, opts)
	if err != nil {
		return nil, err
	}
	opened := s.(*Store)
	opened.pieces = pieceLimits{loose: 1, segment: 80, segments: 5, few: 2, some: 4, page: 25, manyNew: 1}
	return opened, nil
}

type indexed struct{ *Store }

func (s indexed) Take(ctx context.Context, batch store.Batch) error {
	if err := s.Store.Take(ctx, batch); err != nil {
		return err
	}
	return s.write(ctx, "index", func(ctx context.Context, t *tx) error { return t.indexPieces(ctx) })
}
