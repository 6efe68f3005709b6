package report_test

import (
	"os"
	"path/filepath"
	"testing"

	"rollcall/cmd/internal/report"
)

func TestRemove(t *testing.T) {
	written := map[string]string{"summary.json": `{"run":"r1"}`, "summary.html": "", "summary.txt": "", "errors.csv": "", "rejects.raw": "", "rejects-1-a.csv": "",
		"pairs.csv": "", "clusters.csv": "", "conflicts.xlsx": "", "conflicts.csv": "", "dedupe.json": ""}
	dir := folder(t, written)
	if whole, err := report.Remove(dir, "r2"); whole || err != nil {
		t.Errorf("another run's report: %v %v", whole, err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != len(written) {
		t.Errorf("another run's report was touched: %d files are left", len(entries))
	}
	if whole, err := report.Remove(dir, "r1"); !whole || err != nil {
		t.Errorf("the run's report: %v %v", whole, err)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the folder is still there")
	}
	if whole, err := report.Remove(dir, "r1"); whole || err != nil {
		t.Errorf("a folder that is gone: %v %v", whole, err)
	}

	written["mine.txt"] = "kept"
	dir = folder(t, written)
	if err := os.Mkdir(filepath.Join(dir, "errors"), 0o700); err != nil {
		t.Fatal(err)
	}
	if whole, err := report.Remove(dir, "r1"); whole || err != nil {
		t.Errorf("with other files: %v %v", whole, err)
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 2 {
		t.Errorf("%d files are left, want the two that no run wrote", len(entries))
	}
}
