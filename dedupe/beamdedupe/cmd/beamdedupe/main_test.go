package main

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
)

func TestMain(m *testing.M) { ptest.MainWithDefault(m, "prism") }

// parse reads a command line.
func parse(t *testing.T, args ...string) *flags {
	t.Helper()
	o := &flags{}
	set := flag.NewFlagSet("beamdedupe", flag.ContinueOnError)
	o.define(set)
	if err := set.Parse(args); err != nil {
		t.Fatal(err)
	}
	return o
}

func TestWrongCommandLines(t *testing.T) {
	dir := t.TempDir()
	config := filepath.Join(dir, "config.yaml")
	if err := os.WriteFile(config, []byte("matches: 1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args  string
		usage bool
		word  string
	}{
		{"--input a", true, "--out"},
		{"--out " + dir, true, "--input"},
		{"--out " + dir + " --input a --db b", true, "one of"},
		{"--out " + dir + " --input a --shards 0", true, "counts"},
		{"--out " + dir + " --input " + dir + "/none-*.jsonl", false, "no file matches"},
		{"--out " + dir + " --input a --config " + config, false, "config.yaml"},
		{"--out " + dir + " --db " + dir + "/none.db", false, "none.db"},
	} {
		_, err := parse(t, strings.Fields(c.args)...).options(context.Background())
		if err == nil || errors.As(err, &usageError{}) != c.usage || !strings.Contains(err.Error(), c.word) {
			t.Errorf("%s: %v", c.args, err)
		}
	}
}

func TestRunSaysWhatItFound(t *testing.T) {
	dir := t.TempDir()
	in := filepath.Join(dir, "in.jsonl")
	lines := `{"id":1,"externalCustomerImportId":"a","firstName":"Anna","lastName":"Berg","email":"anna@berg.example"}
{"id":2,"externalCustomerImportId":"b","firstName":"Anna","lastName":"Berg","email":"anna@berg.example"}
`
	for _, c := range []struct {
		name, more string
		code       int
	}{{"all are taken", "", 0}, {"a line is not", "broken\n", exitDead}} {
		t.Run(c.name, func(t *testing.T) {
			if err := os.WriteFile(in, []byte(lines+c.more), 0o600); err != nil {
				t.Fatal(err)
			}
			out := filepath.Join(dir, "out")
			if code := run(context.Background(), parse(t, "--input", in, "--out", out, "--shards", "1")); code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			pairs, err := os.ReadFile(out + "/pairs-00001-of-00001.csv")
			if err != nil || strings.Count(string(pairs), "\n") != 2 {
				t.Errorf("pairs %q, %v", pairs, err)
			}
		})
	}
}
