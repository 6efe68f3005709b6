package main

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"rollcall/store/postgres/pgtest"
)

// holds says whether the store's bytes show texts, regardless of case: the
// files of a SQLite store with its log, every table of PostgreSQL. With ! none
// of them may be there, without all must: holds TEXT...
func holds(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) == 0 {
		ts.Fatalf("usage: holds TEXT...")
	}
	all := bytes.ToLower(storeBytes(ts))
	for _, text := range args {
		if found := bytes.Contains(all, bytes.ToLower([]byte(text))); found == neg {
			ts.Fatalf("the store holds %q: %v", text, found)
		}
	}
}

func storeBytes(ts *testscript.TestScript) []byte {
	if url := ts.Getenv("ROLLCALL_DB"); url != "" {
		ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		all, err := pgtest.Dump(ctx, url)
		ts.Check(err)
		return all
	}
	var all []byte
	for _, name := range []string{defaultStore, defaultStore + "-wal"} {
		data, err := os.ReadFile(ts.MkAbs(name))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			ts.Check(err)
		}
		all = append(all, data...)
	}
	return all
}
