package shard

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"

	"rollcall/dedupe/beamdedupe/parcel"
	"rollcall/dedupe/beamdedupe/wire"
)

func TestMain(m *testing.M) { ptest.MainWithDefault(m, "prism") }

// write runs a pipeline over the lines and returns the files' texts.
func write(t *testing.T, lines []Line, files int) []string {
	t.Helper()
	set := Set{Folder: t.TempDir(), Name: "rows", Ending: ".csv", Files: files}
	p, s := beam.NewPipelineWithRoot()
	var parcels []parcel.Parcel
	for some := range slices.Chunk(lines, 30) {
		var data []byte
		for _, line := range some {
			data = AppendLine(data, line)
		}
		parcels = append(parcels, parcel.Parcel{Data: data})
	}
	Write(s, set, beam.Create(s, []byte("head\n")), beam.CreateList(s, parcels))
	if _, err := beam.Run(context.Background(), "prism", p); err != nil {
		t.Fatal(err)
	}
	if found, _ := filepath.Glob(set.Folder + "/*.csv"); len(found) > 0 {
		t.Fatalf("files have their names before they are finished: %q", found)
	}
	if err := Finish(context.Background(), set.Paths()); err != nil {
		t.Fatal(err)
	}
	texts := make([]string, files)
	for i, path := range set.Paths() {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		texts[i] = string(data)
	}
	return texts
}

func TestFilesInOrderAreSorted(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	var lines []Line
	for i := range 2000 {
		first := fmt.Sprintf("c%04d", i/2)
		lines = append(lines, Line{first, fmt.Sprint("m", i%2), fmt.Appendf(nil, "%s,m%d\n", first, i%2)})
	}
	want := ""
	for _, l := range lines {
		want += string(l.Text)
	}
	var before []string
	for range 2 {
		r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
		texts := write(t, lines, 4)
		if before != nil && !slices.Equal(before, texts) {
			t.Error("another order of lines gives other files")
		}
		before = texts
		merged := ""
		for i, text := range texts {
			body, ok := strings.CutPrefix(text, "head\n")
			if n := strings.Count(body, "\n"); !ok || n < 300 || n > 700 || n%2 == 1 {
				t.Errorf("file %d has %d lines", i, n)
			}
			merged += body
		}
		if merged != want {
			t.Error("the files, one after the other, are not the sorted lines")
		}
	}
}

func TestEveryFileIsWritten(t *testing.T) {
	texts := write(t, []Line{{"a", "", []byte("a\n")}}, 3)
	if strings.Join(texts, "|") != "head\n|head\n|head\na\n" {
		t.Errorf("files %q", texts)
	}
}

func TestClear(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"rows-00001-of-00002.csv", "rows-00002-of-00002.csv.part", "kept.csv"} {
		if err := os.WriteFile(filepath.Join(dir, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := Clear(context.Background(), []string{dir + "/rows-*.csv"}); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(dir + "/*"); len(left) != 1 || filepath.Base(left[0]) != "kept.csv" {
		t.Errorf("left %q", left)
	}
}

func TestBounds(t *testing.T) {
	bounds := Bounds([]string{"d", "a", "b", "c", "a"}, 2)
	if !slices.Equal(bounds, []string{"c"}) || fileOf(bounds, "b") != 0 || fileOf(bounds, "c") != 1 || fileOf(bounds, "zz") != 1 {
		t.Errorf("bounds %q", bounds)
	}
	if fileOf(Bounds(nil, 5), "x") != 0 {
		t.Error("no sample: all is in the first file")
	}
}

func FuzzReadLine(f *testing.F) {
	f.Add(AppendLine(nil, Line{"a", "b", []byte("c")}))
	f.Add([]byte{9})
	f.Fuzz(func(t *testing.T, data []byte) {
		r := wire.Reader{Data: data}
		line := readLine(&r)
		if r.Err() != nil {
			return
		}
		r = wire.Reader{Data: AppendLine(nil, line)}
		if again := readLine(&r); r.Err() != nil || compareLines(again, line) != 0 {
			t.Errorf("%v became %v: %v", line, again, r.Err())
		}
	})
}
