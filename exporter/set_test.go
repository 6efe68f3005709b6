package exporter_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/exporter"
	"rollcall/store/customer"
)

// numbered makes customers with the import ids C0, C1, ... from two countries
// in turn, the third of each three without.
func numbered(n int) []*customer.Customer {
	list := make([]*customer.Customer, n)
	for i := range list {
		list[i] = &customer.Customer{ID: int64(i + 1), ImportID: fmt.Sprint("C", i), Source: []string{"A/B", "É E", ""}[i%3]}
	}
	return list
}

func fileNames(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]string, len(entries))
	for i, e := range entries {
		list[i] = e.Name()
	}
	return list
}

func writeSet(t *testing.T, path string, layout exporter.Layout, n int) exporter.Written {
	t.Helper()
	group := columns(t, "customerSource")[0]
	source := exporter.Source{Customers: stream(nil, numbered(n)...), Group: &group, Totals: &exporter.Totals{}}
	out, err := exporter.ToFile(context.Background(), path, exporter.Options{Layout: layout}, exporter.Customers(source, columns(t, "externalCustomerImportId")))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Every layout holds each row once, under the header, in the table's order.
func TestSets(t *testing.T) {
	cases := []struct {
		layout exporter.Layout
		n      int
		files  []string
	}{
		{exporter.Layout{Shards: 3}, 50, []string{"out-00001-of-00003.csv.gz", "out-00002-of-00003.csv.gz", "out-00003-of-00003.csv.gz"}},
		{exporter.Layout{Shards: 2}, 0, []string{"out-00001-of-00002.csv.gz", "out-00002-of-00002.csv.gz"}},
		{exporter.Layout{PerFile: 20}, 45, []string{"out-00001-of-00003.csv.gz", "out-00002-of-00003.csv.gz", "out-00003-of-00003.csv.gz"}},
		{exporter.Layout{PerFile: 20}, 40, []string{"out-00001-of-00002.csv.gz", "out-00002-of-00002.csv.gz"}},
		{exporter.Layout{PerFile: 20}, 0, []string{"out-00001-of-00001.csv.gz"}},
		{exporter.Layout{SplitBy: "customerSource"}, 10, []string{"out-customerSource=%C3%89%20E.csv.gz", "out-customerSource=.csv.gz", "out-customerSource=A%2FB.csv.gz"}},
	}
	for _, c := range cases {
		dir := t.TempDir()
		out := writeSet(t, filepath.Join(dir, "out.csv.gz"), c.layout, c.n)
		slices.Sort(c.files)
		if got := fileNames(t, dir); !slices.Equal(got, c.files) {
			t.Errorf("%+v: files %q, want %q", c.layout, got, c.files)
		}
		var all []string
		for _, f := range out.Files {
			lines := strings.Split(strings.TrimSpace(unpack(t, f.Path)), "\n")
			if lines[0] != "externalCustomerImportId" || len(lines) != f.Rows+1 {
				t.Errorf("%s: %d lines for %d rows under %q", f.Path, len(lines), f.Rows, lines[0])
			}
			all = append(all, lines[1:]...)
			if !slices.IsSortedFunc(lines[1:], func(a, b string) int { return len(a) - len(b) }) {
				t.Errorf("%s: not in the table's order: %q", f.Path, lines[1:])
			}
		}
		slices.Sort(all)
		if len(slices.Compact(all)) != c.n || out.Rows != c.n {
			t.Errorf("%+v: %d different rows, %d counted, want %d", c.layout, len(all), out.Rows, c.n)
		}
	}
}

// A customer stays in its shard whatever else is exported.
func TestShardsAreStable(t *testing.T) {
	dir := t.TempDir()
	writeSet(t, filepath.Join(dir, "a.csv"), exporter.Layout{Shards: 4}, 30)
	writeSet(t, filepath.Join(dir, "b.csv"), exporter.Layout{Shards: 4}, 60)
	for i := 1; i <= 4; i++ {
		few := unpack(t, filepath.Join(dir, fmt.Sprintf("a-%05d-of-00004.csv", i)))
		if many := unpack(t, filepath.Join(dir, fmt.Sprintf("b-%05d-of-00004.csv", i))); !strings.HasPrefix(many, few) || many == few {
			t.Errorf("shard %d: %q is no beginning of %q", i, few, many)
		}
	}
}

// The set that was there before goes, with files that the new one does not have.
func TestSetReplacesTheOneBefore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	other := filepath.Join(dir, "outer-00001-of-00009.csv")
	if err := os.WriteFile(other, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	writeSet(t, path, exporter.Layout{Shards: 5}, 10)
	writeSet(t, path, exporter.Layout{Shards: 2}, 10)
	writeSet(t, path, exporter.Layout{SplitBy: "customerSource"}, 3)
	writeSet(t, path, exporter.Layout{SplitBy: "customerSource"}, 1)
	want := []string{"out-00001-of-00002.csv", "out-00002-of-00002.csv", "out-customerSource=A%2FB.csv", "outer-00001-of-00009.csv"}
	if got := fileNames(t, dir); !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

// After an error the set before is whole and nothing else is left.
func TestFailedSetLeavesTheOneBefore(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	writeSet(t, path, exporter.Layout{Shards: 2}, 10)
	before := unpack(t, filepath.Join(dir, "out-00001-of-00002.csv"))
	broken := errors.New("connection lost")
	for _, layout := range []exporter.Layout{{Shards: 2}, {PerFile: 2}} {
		_, err := exporter.ToFile(context.Background(), path, exporter.Options{Layout: layout}, plain(exporter.CSV, stream(broken, numbered(5)...)))
		if !errors.Is(err, broken) {
			t.Errorf("%+v: %v", layout, err)
		}
	}
	if got := fileNames(t, dir); len(got) != 2 || unpack(t, filepath.Join(dir, got[0])) != before {
		t.Errorf("left: %q", got)
	}
}

func TestLayoutRefusals(t *testing.T) {
	for _, layout := range []exporter.Layout{{Shards: 1, PerFile: 1}, {Shards: -1}, {Shards: 1001}, {PerFile: -1}, {SplitBy: "a", PerFile: 1}} {
		_, err := exporter.ToFile(context.Background(), filepath.Join(t.TempDir(), "x.csv"), exporter.Options{Layout: layout}, plain(exporter.CSV, stream(nil)))
		if !errors.Is(err, exporter.ErrLayout) {
			t.Errorf("%+v: %v", layout, err)
		}
	}
	group := columns(t, "externalCustomerImportId")[0]
	source := exporter.Source{Customers: stream(nil, numbered(1001)...), Group: &group, Totals: &exporter.Totals{}}
	_, err := exporter.ToFile(context.Background(), filepath.Join(t.TempDir(), "x.csv"), exporter.Options{Layout: exporter.Layout{SplitBy: "id"}}, exporter.Customers(source, nil))
	if !errors.Is(err, exporter.ErrSplit) {
		t.Errorf("a file for each customer: %v", err)
	}
}
