package sqlite_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	zombiezen "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store"
	"rollcall/store/sqlite"
	"rollcall/store/storetest"
)

func TestContract(t *testing.T) { contract(t, storetest.Run, sqlite.Open) }

// TestContractIndexed asks the suite's questions of stores whose index of pieces covers
// everything, as that of a large store does.
func TestContractIndexed(t *testing.T) { contract(t, storetest.RunQuestions, sqlite.OpenIndexed) }

type suite func(t *testing.T, fresh storetest.Fresh)

type opener func(context.Context, string, store.Options) (store.Store, error)

func contract(t *testing.T, run suite, open opener) {
	run(t, func(t *testing.T, _ bool) storetest.Database {
		path := filepath.Join(t.TempDir(), "rollcall.db")
		return storetest.Database{
			Open: func(ctx context.Context, opts store.Options) (store.Store, error) {
				return open(ctx, path, opts)
			},
			SetSchema: func(t *testing.T, version int) { setVersion(t, path, version) },
			Bytes:     func(t *testing.T) []byte { return fileBytes(t, path) },
		}
	})
}

// fileBytes returns the file and its log, byte by byte.
func fileBytes(t *testing.T, path string) []byte {
	t.Helper()
	var all []byte
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + suffix)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
		all = append(all, data...)
	}
	return all
}

// setVersion overwrites the schema version that the file records.
func setVersion(t *testing.T, path string, version int) {
	t.Helper()
	c, err := zombiezen.OpenConn(path, zombiezen.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	}()
	if err := sqlitex.ExecuteTransient(c, "PRAGMA user_version = "+fmt.Sprint(version), nil); err != nil {
		t.Fatal(err)
	}
}
