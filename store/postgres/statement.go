package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5"

	"rollcall/store/internal/contract"
)

// exec runs a statement and returns how many rows it changed.
func (t *tx) exec(ctx context.Context, sql string, args ...any) (int64, error) {
	tag, err := t.Exec(ctx, sql, args...)
	return tag.RowsAffected(), err
}

// rows runs a statement and calls fn for each row of its result.
func (t *tx) rows(ctx context.Context, sql string, fn func(*row) error, args ...any) error {
	result, err := t.Query(ctx, sql, append([]any{binaryResults}, askable(args)...)...)
	if err != nil {
		return err
	}
	defer result.Close()
	for r := (row{}); result.Next(); {
		r.values, r.at = result.RawValues(), 0
		if err := fn(&r); err != nil {
			return err
		}
	}
	return result.Err()
}

// one returns the single bigint of a statement; 0 without a row or when NULL.
func (t *tx) one(ctx context.Context, sql string, args ...any) (n int64, err error) {
	err = t.rows(ctx, sql, func(r *row) error { n = r.int(); return nil }, args...)
	return n, err
}

// binaryResults asks for every column in PostgreSQL's binary format.
var binaryResults = pgx.QueryResultFormats{pgx.BinaryFormatCode}

// askable puts NULL, which nothing equals, in place of texts that no row can
// hold: asking for them finds nothing, and is no error.
func askable(args []any) []any {
	for i, arg := range args {
		switch v := arg.(type) {
		case string:
			if contract.Text(v) != nil {
				args[i] = nil
			}
		case []string:
			if slices.ContainsFunc(v, func(text string) bool { return contract.Text(text) != nil }) {
				args[i] = orNull(v)
			}
		}
	}
	return args
}

func orNull(texts []string) []*string {
	list := make([]*string, len(texts))
	for i := range texts {
		if contract.Text(texts[i]) == nil {
			list[i] = &texts[i]
		}
	}
	return list
}
