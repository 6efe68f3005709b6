// Package connect opens the store that a URL or a path names. It is the only
// package that knows both drivers.
package connect

import (
	"context"
	"errors"
	"strings"

	"rollcall/store"
	"rollcall/store/postgres"
	"rollcall/store/sqlite"
)

var errEmpty = errors.New("no store is named: give a path, sqlite:PATH or postgres://user@host/database")

// Open opens the store at address: a path or sqlite:PATH for a SQLite file,
// postgres://... or postgresql://... for a PostgreSQL database. Errors are
// those of the driver's Open and never show a password.
func Open(ctx context.Context, address string, opts store.Options) (store.Store, error) {
	switch kind, path := split(address); {
	case path == "":
		return nil, errEmpty
	case kind == server:
		return postgres.Open(ctx, path, opts)
	default:
		return sqlite.Open(ctx, path, opts)
	}
}

// Display returns an address as messages and reports may show it: without the
// password.
func Display(address string) string {
	if kind, path := split(address); kind == server {
		return postgres.Display(path)
	}
	return address
}

type kind int8

const (
	file kind = iota
	server
)

// split says what an address names, and gives what the driver opens.
func split(address string) (kind, string) {
	scheme, rest, found := strings.Cut(address, ":")
	switch {
	case found && (scheme == "postgres" || scheme == "postgresql") && strings.HasPrefix(rest, "//"):
		return server, address
	case found && scheme == "sqlite":
		return file, rest
	}
	return file, address
}
