package sqlite_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	zombiezen "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/sqlite"
)

// open opens a store for writing and closes it at the end of the test.
func open(t *testing.T, path string) store.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, store.Options{Mode: store.Write})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// add stores one customer and returns its id.
func add(t *testing.T, s store.Store, importID string) int64 {
	t.Helper()
	ids, customerIDs, err := s.Reserve(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	run := customer.Run{Kind: "import"}
	if err := s.Begin(t.Context(), &run); err != nil {
		t.Fatal(err)
	}
	c := &customer.Customer{ID: ids[0], CustomerID: customerIDs[0], ImportID: importID, Version: 1}
	if err := s.Take(t.Context(), store.Batch{Run: run.ID, New: []*customer.Customer{c}}); err != nil {
		t.Fatal(err)
	}
	return c.ID
}

func TestFilesAreTheirOwnersOnly(t *testing.T) {
	folder := t.TempDir()
	s := open(t, filepath.Join(folder, "rollcall.db"))
	release, err := s.Lock(t.Context(), "somebody", 0)
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	add(t, s, "a")
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) < 4 {
		t.Errorf("expected the store, its log, its shared memory and a lock, got %d files", len(entries))
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm() != 0o600 {
			t.Errorf("%s has mode %v", entry.Name(), info.Mode())
		}
	}
}

func TestReadingCreatesNothing(t *testing.T) {
	folder := t.TempDir()
	empty := filepath.Join(folder, "empty.db")
	if err := os.WriteFile(empty, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(folder, "missing.db"), empty} {
		if _, err := sqlite.Open(t.Context(), path, store.Options{}); !errors.Is(err, store.ErrNoStore) {
			t.Errorf("%s: got %v", path, err)
		}
	}
	if entries, _ := os.ReadDir(folder); len(entries) != 1 {
		t.Errorf("there are %d files now", len(entries))
	}
}

func TestOtherFilesAreLeftAlone(t *testing.T) {
	folder := t.TempDir()
	text, foreign := filepath.Join(folder, "text.db"), filepath.Join(folder, "foreign.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("this is no database\n", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := zombiezen.OpenConn(foreign, zombiezen.OpenReadWrite|zombiezen.OpenCreate)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(sqlitex.ExecuteTransient(c, "CREATE TABLE theirs (a)", nil), c.Close()); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, foreign, folder, filepath.Join(folder, "no", "such", "folder.db")} {
		before, _ := os.ReadFile(path)
		for _, mode := range []store.Mode{store.Read, store.Write} {
			_, err := sqlite.Open(t.Context(), path, store.Options{Mode: mode})
			if err == nil || !strings.Contains(err.Error(), path) {
				t.Errorf("%s, mode %d: got %v", path, mode, err)
			}
		}
		if after, _ := os.ReadFile(path); string(after) != string(before) {
			t.Errorf("%s was changed", path)
		}
	}
}

func TestPathsAreLiteral(t *testing.T) {
	for _, name := range []string{"a?mode=memory", "file:x", "50%20.db", "a#b", "ä ö.db", ":memory:.db"} {
		path := filepath.Join(t.TempDir(), name)
		add(t, open(t, path), "a")
		if _, err := os.Stat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestMemory(t *testing.T) {
	t.Chdir(t.TempDir())
	s, other := open(t, sqlite.Memory), open(t, sqlite.Memory)
	add(t, s, "a")
	add(t, s, "b")
	seen := 0
	for c, err := range s.List(t.Context(), store.Query{Include: store.Everything}) {
		if err != nil {
			t.Fatal(err)
		}
		seen++
		add(t, s, c.ImportID+"-again") // a stream does not hold the only connection
	}
	if seen != 2 {
		t.Errorf("the stream gave %d customers", seen)
	}
	for want, s := range map[int64]store.Store{4: s, 0: other} {
		if n, err := s.Count(t.Context(), store.Query{}); err != nil || n != want {
			t.Errorf("%d customers, want %d: %v", n, want, err)
		}
	}
	if findings, err := s.Check(t.Context()); err != nil || len(findings) > 0 {
		t.Errorf("%v %v", findings, err)
	}
	release, err := s.Lock(t.Context(), "first", 0)
	if err != nil {
		t.Fatal(err)
	}
	var locked *store.LockedError
	if _, err := s.Lock(t.Context(), "second", 0); !errors.As(err, &locked) || locked.Holder != "first" {
		t.Errorf("got %v", err)
	}
	if err := release(); err != nil {
		t.Error(err)
	}
	if entries, _ := os.ReadDir("."); len(entries) > 0 {
		t.Errorf("files appeared: %v", entries)
	}
}

// TestPageSize: a new file has large pages, and one with small pages is written as it is.
func TestPageSize(t *testing.T) {
	for _, size := range []int{0, 4096} {
		path := filepath.Join(t.TempDir(), "db")
		if size > 0 {
			c, err := zombiezen.OpenConn(path)
			if err != nil {
				t.Fatal(err)
			}
			err = sqlitex.ExecuteScript(c, "PRAGMA page_size = 4096; CREATE TABLE x (y); DROP TABLE x", nil)
			if err := errors.Join(err, c.Close()); err != nil {
				t.Fatal(err)
			}
		} else {
			size = 8192
		}
		add(t, open(t, path), "A")
		c, err := zombiezen.OpenConn(path, zombiezen.OpenReadWrite)
		if err != nil {
			t.Fatal(err)
		}
		err = sqlitex.ExecuteTransient(c, "PRAGMA page_size", &sqlitex.ExecOptions{ResultFunc: func(stmt *zombiezen.Stmt) error {
			if stmt.ColumnInt(0) != size {
				t.Errorf("pages of %d bytes, want %d", stmt.ColumnInt(0), size)
			}
			return nil
		}})
		if err := errors.Join(err, c.Close()); err != nil {
			t.Fatal(err)
		}
	}
}
