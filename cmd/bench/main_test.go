package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestUsage(t *testing.T) {
	for _, args := range [][]string{nil, {"nonsense"}, {"load", "--store", "oracle"}, {"generate"}, {"generate", "--out", t.TempDir(), "more"}} {
		var out, problems bytes.Buffer
		if code := exitCode(run(context.Background(), args, &out, &problems), &problems); code != 2 {
			t.Errorf("%q ended with %d", args, code)
		}
	}
}

func TestGenerateFailsClearly(t *testing.T) {
	var out, problems bytes.Buffer
	err := run(context.Background(), []string{"generate", "--noise", "9", "--out", t.TempDir()}, &out, &problems)
	if code := exitCode(err, &problems); code != 1 || !strings.Contains(problems.String(), "noise must be") {
		t.Errorf("ended with %d: %s", code, problems.String())
	}
}

func TestGenerateWritesDataTruthAndMapping(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	for _, dir := range []string{one, two} {
		err := run(context.Background(), []string{"generate", "--customers", "300", "--seed", "4", "--out", dir}, io.Discard, io.Discard)
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"customers.csv", "truth.csv", "bench.mapping.yaml"} {
		a, b := read(t, one, name), read(t, two, name)
		if !bytes.Equal(a, b) || len(a) == 0 {
			t.Errorf("%s differs the second time, or is empty", name)
		}
	}
	customers, truth := rows(t, one, "customers.csv"), rows(t, one, "truth.csv")
	if len(customers) != 301 || len(truth) != 301 || len(customers[0]) != 15 {
		t.Fatalf("%d customers of %d columns, %d truths", len(customers)-1, len(customers[0]), len(truth)-1)
	}
	for i := range customers {
		if i > 0 && customers[i][0] != truth[i][0] {
			t.Errorf("record %d: customer %s, truth %s", i, customers[i][0], truth[i][0])
		}
	}
	for _, column := range customers[0] {
		if !strings.Contains(string(mapping), "\n  "+column+": ") {
			t.Errorf("the mapping lacks column %s", column)
		}
	}
}

func TestLoadReadsEveryRowOfItsWorkbooks(t *testing.T) {
	var out bytes.Buffer
	if err := run(context.Background(), []string{"load", "--store", "none", "--sheet-rows", "30"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"excelize Rows, shared strings", "our reader, shared strings", "our reader, inline strings"} {
		if !strings.Contains(out.String(), text) {
			t.Errorf("no figure for %s:\n%s", text, out.String())
		}
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func rows(t *testing.T, dir, name string) [][]string {
	t.Helper()
	all, err := csv.NewReader(bytes.NewReader(read(t, dir, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}
