package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	driver "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"rollcall/store"
	"rollcall/store/sqlite"
)

// TestContextsTakeTurns: a context that ends interrupts who waits for another
// program's transaction, and is nothing to the writes of the next context.
func TestContextsTakeTurns(t *testing.T) {
	path := filepath.Join(t.TempDir(), "turns.db")
	s, err := sqlite.Open(t.Context(), path, store.Options{Mode: store.Write})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other, err := driver.OpenConn(path, driver.OpenReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for range 3 {
		if err := sqlitex.ExecuteTransient(other, "BEGIN IMMEDIATE", nil); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		if _, _, err := s.Reserve(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting in vain: %v", err)
		}
		cancel()
		if err := sqlitex.ExecuteTransient(other, "ROLLBACK", nil); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if ids, _, err := s.Reserve(t.Context(), 1); err != nil || len(ids) != 1 {
				t.Errorf("after a context that ended: %d ids, %v", len(ids), err)
			}
		}
		if _, _, err := s.Reserve(ctx, 1); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("a context that ended before: %v", err)
		}
	}
}
