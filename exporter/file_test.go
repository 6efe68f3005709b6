package exporter_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"rollcall/exporter"
)

func TestToFile(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	want, _ := export(t, exporter.Options{Format: exporter.CSV}, nil, full())
	for _, name := range []string{"a.csv", "a.csv.gz", "a.CSV.zst"} {
		path := filepath.Join(dir, name)
		out, err := exporter.ToFile(ctx, path, exporter.Options{}, plain(exporter.CSV, stream(nil, full())))
		if err != nil || out.Rows != 1 || len(out.Files) != 1 || out.Files[0] != (exporter.File{Path: path, Rows: 1}) {
			t.Fatalf("%s: %+v, %v", name, out, err)
		}
		if got := unpack(t, path); got != want {
			t.Errorf("%s: %q", name, got)
		}
		if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v", name, info.Mode())
		}
	}
	if _, err := exporter.ToFile(ctx, filepath.Join(dir, "a.tsv"), exporter.Options{}, table(exporter.CSV, columns(t, "id,orgName"), stream(nil, full()), &exporter.Totals{})); err != nil {
		t.Fatal(err)
	}
	if got := unpack(t, filepath.Join(dir, "a.tsv")); got != "id\torgName\n7\t=Acme\n" {
		t.Errorf("a.tsv: %q", got)
	}
}

func TestToFileKeepsTheOldOne(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "a.jsonl.gz")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	broken := errors.New("connection lost")
	if _, err := exporter.ToFile(context.Background(), path, exporter.Options{}, plain(exporter.JSONL, stream(broken, full()))); !errors.Is(err, broken) {
		t.Errorf("error: %v", err)
	}
	if got, _ := os.ReadFile(path); string(got) != "old" {
		t.Errorf("the old file became %q", got)
	}
	if list, _ := os.ReadDir(dir); len(list) != 1 {
		t.Errorf("files left: %v", list)
	}
	if _, err := exporter.ToFile(context.Background(), filepath.Join(dir, "a.doc"), exporter.Options{}, plain(exporter.CSV, stream(nil))); !errors.Is(err, exporter.ErrFormat) {
		t.Errorf("unknown suffix: %v", err)
	}
}

// unpack returns the file's content, decompressed as its name says.
func unpack(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	switch filepath.Ext(path) {
	case ".gz":
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		_, err = out.ReadFrom(r)
		if err != nil {
			t.Fatal(err)
		}
	case ".zst":
		r, err := zstd.NewReader(bytes.NewReader(data))
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if _, err := out.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
	default:
		return string(data)
	}
	return out.String()
}
