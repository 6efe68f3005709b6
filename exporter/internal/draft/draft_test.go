package draft_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/exporter/internal/draft"
)

func write(t *testing.T, path, text string) *draft.File {
	t.Helper()
	f, err := draft.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	return f
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestCommitReplaces(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	for _, text := range []string{"first", "second"} {
		f := write(t, path, text)
		if text == "second" && content(t, path) != "first" {
			t.Error("the old file is gone before Commit")
		}
		if err := f.Commit(); err != nil {
			t.Fatal(err)
		}
		f.Discard()
		if got := content(t, path); got != text {
			t.Errorf("content %q, want %q", got, text)
		}
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
}

func TestDiscardLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	f := write(t, filepath.Join(dir, "out.csv"), "half")
	f.Discard()
	if list, _ := os.ReadDir(dir); len(list) != 0 {
		t.Errorf("left: %v", list)
	}
}

func TestLinkIsFollowed(t *testing.T) {
	dir := t.TempDir()
	target, link := filepath.Join(dir, "target"), filepath.Join(dir, "link")
	if err := errors.Join(os.WriteFile(target, nil, 0o600), os.Symlink("target", link)); err != nil {
		t.Fatal(err)
	}
	if err := write(t, link, "new").Commit(); err != nil {
		t.Fatal(err)
	}
	if content(t, target) != "new" {
		t.Error("the link's target was not written")
	}
	if info, _ := os.Lstat(link); info.Mode()&fs.ModeSymlink == 0 {
		t.Error("the link was replaced")
	}
}

func TestDeviceStays(t *testing.T) {
	if err := write(t, os.DevNull, "gone").Commit(); err != nil {
		t.Fatal(err)
	}
	if info, _ := os.Stat(os.DevNull); info.Mode()&fs.ModeDevice == 0 {
		t.Error("the device was replaced")
	}
}

func TestRefusals(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{"", dir, dir + "/", filepath.Join(dir, "none", "x.csv"), filepath.Join(dir, "new") + "/"} {
		f, err := draft.Create(path)
		if err == nil {
			f.Discard()
			t.Errorf("%q: no error", path)
			continue
		}
		if strings.Contains(err.Error(), ".part") || !strings.HasPrefix(err.Error(), "write "+path+": ") {
			t.Errorf("%q: %v", path, err)
		}
	}
}
