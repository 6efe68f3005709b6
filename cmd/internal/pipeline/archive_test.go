package pipeline

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestArchiveMovesWhatWasRead(t *testing.T) {
	dir := t.TempDir()
	one, two, other := filepath.Join(dir, "a", "x.csv"), filepath.Join(dir, "b", "x.csv"), filepath.Join(dir, "y.csv.gz")
	for _, path := range []string{one, two, other} {
		write(t, path, "content of "+path)
	}
	files, err := seen([]string{one, "-", two, other, one})
	if err != nil {
		t.Fatal(err)
	}
	folder := filepath.Join(dir, "archive", "run-1")
	sum := planArchive(folder, files)
	if err := sum.move(files); err != nil {
		t.Fatal(err)
	}
	want := []Archived{{one, filepath.Join(folder, "x.csv")}, {two, filepath.Join(folder, "x-2.csv")}, {other, filepath.Join(folder, "y.csv.gz")}}
	if !slices.Equal(sum.Files, want) || sum.Left != nil {
		t.Fatalf("%+v", sum)
	}
	for _, file := range want {
		if text := read(t, file.To); text != "content of "+file.From {
			t.Errorf("%s holds %q", file.To, text)
		}
		if _, err := os.Lstat(file.From); err == nil {
			t.Errorf("%s is still there", file.From)
		}
	}
}

// TestArchiveLeavesWhatChanged replaces files while they are read.
func TestArchiveLeavesWhatChanged(t *testing.T) {
	dir := t.TempDir()
	paths := map[string]string{}
	var list []string
	for _, name := range []string{"grown", "replaced", "gone", "linked", "same"} {
		paths[name] = filepath.Join(dir, name)
		list = append(list, paths[name])
		write(t, paths[name], "as read")
	}
	if err := os.Remove(paths["linked"]); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(paths["same"], paths["linked"]); err != nil {
		t.Fatal(err)
	}
	files, err := seen(list)
	if err != nil {
		t.Fatal(err)
	}
	write(t, paths["grown"], "as read, and more")
	write(t, filepath.Join(dir, "new"), "as read") // another file of the same size
	if err := os.Rename(filepath.Join(dir, "new"), paths["replaced"]); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(paths["gone"]); err != nil {
		t.Fatal(err)
	}
	sum := planArchive(filepath.Join(dir, "archive", "run-1"), files)
	if err := sum.move(files); err != nil {
		t.Fatal(err)
	}
	if len(sum.Files) != 1 || sum.Files[0].From != paths["same"] || len(sum.Left) != 4 {
		t.Errorf("%+v", sum)
	}
	if text := read(t, paths["grown"]); text != "as read, and more" {
		t.Errorf("the changed file was touched: %q", text)
	}
}

func TestArchiveNeverOverwrites(t *testing.T) {
	dir := t.TempDir()
	path, folder := filepath.Join(dir, "x.csv"), filepath.Join(dir, "archive", "run-1")
	write(t, path, "new")
	write(t, filepath.Join(folder, "x.csv"), "old")
	files, err := seen([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	if err := planArchive(folder, files).move(files); err == nil {
		t.Error("a folder that was there already was used")
	}
	if read(t, path) != "new" || read(t, filepath.Join(folder, "x.csv")) != "old" {
		t.Error("a file was overwritten")
	}
}

// TestCopyFile is the way over file systems.
func TestCopyFile(t *testing.T) {
	dir := t.TempDir()
	from, to := filepath.Join(dir, "from"), filepath.Join(dir, "there", "to")
	write(t, from, "content")
	write(t, filepath.Join(dir, "there", "other"), "")
	if err := copyFile(from, to); err != nil {
		t.Fatal(err)
	}
	if read(t, to) != "content" || read(t, from) != "content" {
		t.Error("the copy differs")
	}
	if entries, _ := os.ReadDir(filepath.Dir(to)); len(entries) != 2 {
		t.Errorf("something is left over: %v", entries)
	}
	if err := copyFile(filepath.Join(dir, "none"), to); err == nil {
		t.Error("a file that is not there was copied")
	}
}
