package draft_test

import (
	"os"
	"path/filepath"
	"testing"

	"rollcall/exporter/internal/draft"
)

// When one name cannot be given, everything is as it was.
func TestCommitAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	a, b, old := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "old")
	for _, path := range []string{a, old} {
		if err := os.WriteFile(path, []byte("before"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	drafts := []*draft.File{write(t, a, "new a"), write(t, b, "new b")}
	drafts[1].Rename(filepath.Join(dir, "none", "b"))
	if err := draft.CommitAll(drafts, []string{old}); err == nil {
		t.Fatal("no error for a folder that does not exist")
	}
	if content(t, a) != "before" || content(t, old) != "before" {
		t.Error("what was there before is not as it was")
	}
	if list, _ := os.ReadDir(dir); len(list) != 2 {
		t.Errorf("left: %v", list)
	}
	drafts = []*draft.File{write(t, a, "new a"), write(t, b, "new b")}
	if err := draft.CommitAll(drafts, []string{old}); err != nil {
		t.Fatal(err)
	}
	if list, _ := os.ReadDir(dir); len(list) != 2 || content(t, a) != "new a" || content(t, b) != "new b" {
		t.Errorf("after: %v", list)
	}
}
