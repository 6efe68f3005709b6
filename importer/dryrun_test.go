package importer_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"rollcall/importer"
	"rollcall/store"
)

// report reads a report without the columns that differ from run to run.
func report(t *testing.T, path string) [][]string {
	t.Helper()
	records := readCSV(t, path)
	if records[0][0] != "run_id" {
		return records
	}
	for i, r := range records {
		records[i] = append(r[1:2:2], r[3:]...) // without the run and the file
	}
	return records
}

func TestADryRunSaysWhatTheRunDoes(t *testing.T) {
	byName := strings.Replace(members, "key: externalCustomerImportId", "key: [lastName, email]", 1)
	byEmail := strings.Replace(members, "key: externalCustomerImportId", "key: email", 1)
	for seed := range uint64(10) {
		for _, mapText := range []string{members, byName, byEmail} {
			rng := rand.New(rand.NewPCG(seed, 3))
			d := newDesk(t)
			for range 3 {
				file := night(rng)
				mode := []importer.Mode{importer.Upsert, importer.Update, importer.Create, importer.Replace}[rng.IntN(4)]
				before := d.dump()
				dry := d.take(file, mapText, importer.Options{DryRun: true, Mode: mode, Batch: 1 + rng.IntN(4)})
				if d.dump() != before {
					t.Fatal("a dry run wrote to the store")
				}
				real := d.take(file, mapText, importer.Options{Mode: mode})
				if ledger(dry.Rows) != ledger(real.Rows) || !reflect.DeepEqual(dry.Fields, real.Fields) || dry.Removed != real.Removed {
					t.Fatalf("seed %d, mode %s:\n%s %v\nthe run:\n%s %v\n%s", seed, mode, ledger(dry.Rows), dry.Fields, ledger(real.Rows), real.Fields, file)
				}
				if got, want := report(t, dry.Reports.Errors), report(t, real.Reports.Errors); !reflect.DeepEqual(got, want) {
					t.Fatalf("seed %d: errors.csv of the dry run\n%v\nof the run\n%v", seed, got, want)
				}
				checkChanges(t, d, dry, real)
			}
		}
	}
}

// checkChanges holds changes.csv of a dry run against the journal of the run.
func checkChanges(t *testing.T, d *desk, dry, real *importer.Summary) {
	t.Helper()
	var want []string
	for c, err := range d.store.Journal(context.Background(), store.JournalQuery{Runs: []string{real.Run}}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range c.Fields {
			if c.Op == "import" {
				want = append(want, fmt.Sprint(c.Key, f.Field, f.Before, f.After))
			}
		}
	}
	var got []string
	for _, r := range report(t, dry.Reports.Changes)[1:] {
		got = append(got, fmt.Sprint(r[3], r[5], r[6], r[7]))
	}
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("changes.csv says\n%q\nthe journal\n%q", got, want)
	}
	if real.Reports.Changes != "" {
		t.Fatal("a real run writes changes.csv")
	}
}

func TestChangesOfADryRun(t *testing.T) {
	d := newDesk(t)
	d.take(twoRows, members, importer.Options{})
	sum := d.take(header+"1,Ann,Lee,=ann@example.org,(212) 555-0125,,\n2,Bob,Ray,bob@example.org,\\N,5 Elm Rd,\n",
		strings.Replace(members, "Email: email", "Email: {field: email, on_invalid: keep}", 1), importer.Options{DryRun: true})
	want := [][]string{
		{"file", "sheet", "row", "key", "customerId", "field", "before", "after"},
		{"", "", "2", "import:1", "", "email", "ann@example.org", "'=ann@example.org"},
		{"", "", "2", "import:1", "", "phoneNumber", "", "(212) 555-0125"},
		{"", "", "3", "import:2", "", "phoneNumber", "(212) 555-0125", ""},
		{"", "", "3", "import:2", "", "address", "", `[{"streetAddress1":"5 Elm Rd","type":"primary"}]`},
	}
	got := report(t, sum.Reports.Changes)
	for i, r := range got[1:] {
		if !strings.HasSuffix(r[0], ".csv") || len(r[4]) != 12 {
			t.Errorf("file %q, customerId %q", r[0], r[4])
		}
		got[i+1][0], got[i+1][4] = "", ""
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("changes.csv\n%q\nwant\n%q", got, want)
	}
	counts := map[string]importer.FieldCount{
		"email":       {FilledBefore: 1, FilledAfter: 1, Replaced: 1},
		"phoneNumber": {FilledBefore: 1, FilledAfter: 1, Set: 1, Cleared: 1},
		"address":     {FilledAfter: 1, Set: 1},
	}
	if !reflect.DeepEqual(sum.Fields, counts) {
		t.Errorf("counts %+v\nwant %+v", sum.Fields, counts)
	}
	info, err := os.Stat(sum.Reports.Changes)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("changes.csv: %v %v", info, err)
	}
	left, err := filepath.Glob(filepath.Join(filepath.Dir(sum.Reports.Changes), ".dry-run-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("the working file is left: %v %v", left, err)
	}
}
