package row

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestExpand(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"b.csv", "a.xlsx", "c.JSONL.gz", "notes.pdf", ".hidden.csv", "~$a.xlsx", "odd[1].csv"} {
		write(t, filepath.Join(folder, name), "x")
	}
	if err := os.MkdirAll(filepath.Join(folder, "empty", "deep.csv"), 0o700); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		patterns []string
		want     string
	}{
		{[]string{"."}, "a.xlsx b.csv c.JSONL.gz odd[1].csv"},
		{[]string{"b.csv", "*.csv", "notes.pdf", "-"}, "b.csv odd[1].csv notes.pdf -"},
		{[]string{"odd[1].csv"}, "odd[1].csv"},
	} {
		got, err := Expand(under(folder, c.patterns))
		for i := range got {
			got[i] = strings.TrimPrefix(got[i], folder+string(filepath.Separator))
		}
		if err != nil || strings.Join(got, " ") != c.want {
			t.Errorf("%q: got %q, %v, want %q", c.patterns, got, err, c.want)
		}
	}
}

func under(folder string, names []string) []string {
	var out []string
	for _, name := range names {
		if name != "-" {
			name = filepath.Join(folder, name)
		}
		out = append(out, name)
	}
	return out
}

func TestExpandFindsNothing(t *testing.T) {
	folder := t.TempDir()
	for _, pattern := range []string{folder, filepath.Join(folder, "*.csv"), filepath.Join(folder, "a.csv"), filepath.Join(folder, "[")} {
		if _, err := Expand([]string{pattern}); !errors.Is(err, ErrNoInput) || !strings.Contains(err.Error(), pattern) {
			t.Errorf("%s: got %v", pattern, err)
		}
	}
	if _, err := Expand(nil); !errors.Is(err, ErrNoInput) {
		t.Errorf("no pattern: got %v", err)
	}
}

func TestOpenMissingAndFolder(t *testing.T) {
	folder := t.TempDir()
	if _, err := Open(t.Context(), Source{Path: filepath.Join(folder, "none.csv")}, Options{}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("missing file: got %v", err)
	}
	if _, err := Open(t.Context(), Source{Path: folder}, Options{}); !errors.Is(err, ErrOption) {
		t.Errorf("folder: got %v", err)
	}
	if _, err := Open(t.Context(), Source{Path: "-"}, Options{}); !errors.Is(err, ErrOption) {
		t.Errorf("no standard input: got %v", err)
	}
}
