package importer_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rollcall/importer"
)

// files imports files as one run.
func (d *desk) files(opt importer.Options, mapText string, texts ...string) *importer.Summary {
	d.t.Helper()
	d.runs++
	sum, err := d.run(opt, d.inputs(mapText, texts...)...)
	if err != nil {
		d.t.Fatal(err)
	}
	return sum
}

func TestFilesThatDisagreeChangeNothingWhenLoadedAgain(t *testing.T) {
	for seed := range rounds(20) {
		rng := rand.New(rand.NewPCG(seed, 4))
		for _, mode := range []importer.Mode{importer.Upsert, importer.Replace} {
			d := newDesk(t)
			for range 3 {
				texts := []string{night(rng), night(rng), night(rng)}
				d.files(importer.Options{Mode: mode, Batch: 1 + rng.IntN(5)}, members, texts...)
				before := d.dump()
				dry := d.files(importer.Options{Mode: mode, DryRun: true}, members, texts...)
				sum := d.files(importer.Options{Mode: mode, Batch: 1 + rng.IntN(5)}, members, texts...)
				if sum.Rows.Created+sum.Rows.Updated > 0 || d.dump() != before || ledger(dry.Rows) != ledger(sum.Rows) {
					t.Fatalf("seed %d, mode %s: %s, the dry run %s\n%s", seed, mode, ledger(sum.Rows), ledger(dry.Rows), strings.Join(texts, "\n"))
				}
			}
		}
	}
}

func TestFilesThatDisagreeDoNotDependOnBatchesOrInterruptions(t *testing.T) {
	for seed := range rounds(8) {
		var want string
		for _, batch := range []int{1000, 1, 3, -1} {
			rng := rand.New(rand.NewPCG(seed, 5))
			d := newDesk(t)
			var got strings.Builder
			for range 3 {
				texts := []string{night(rng), night(rng)}
				var sum *importer.Summary
				if batch < 0 {
					sum = d.interrupted(members, texts...)
				} else {
					sum = d.files(importer.Options{Batch: batch}, members, texts...)
				}
				fmt.Fprintln(&got, ledger(sum.Rows), d.dump())
			}
			if want == "" {
				want = got.String()
			}
			if got.String() != want {
				t.Fatalf("seed %d, batch %d:\n%s\nwant\n%s", seed, batch, got.String(), want)
			}
		}
	}
}

func TestOneCellOfFilesThatDisagree(t *testing.T) {
	const first, second = header + "1,Ann,Lee,a@example.org,,,\n", header + "1,Ann,Ray,a@example.org,,,\n"
	d := newDesk(t)
	sum := d.files(importer.Options{}, members, first, second)
	wantLedger(t, sum, "read 2 created 1 updated 1 unchanged 0 rejected 0 repeated 0 blank 0")
	if sum.Warnings > 0 {
		t.Errorf("%d warnings of rows in different files", sum.Warnings)
	}
	for range 4 {
		wantLedger(t, d.files(importer.Options{}, members, first, second), "read 2 created 0 updated 0 unchanged 2 rejected 0 repeated 0 blank 0")
	}
	changed := strings.Replace(first, "a@", "b@", 1)
	wantLedger(t, d.files(importer.Options{}, members, changed, second), "read 2 created 0 updated 1 unchanged 1 rejected 0 repeated 0 blank 0")
	if c := d.one("1"); c.LastName != "Ray" || c.Email != "b@example.org" {
		t.Errorf("the customer is %s, %s", c.LastName, c.Email)
	}
	wantLedger(t, d.files(importer.Options{}, members, changed), "read 1 created 0 updated 1 unchanged 0 rejected 0 repeated 0 blank 0")
	if c := d.one("1"); c.LastName != "Lee" {
		t.Errorf("the file that is left says Lee, the customer is %s", c.LastName)
	}
}

// TestFilesThatAddToEachOther: rows of files with other columns are each the
// first of their key, and the same row again in another file is no repetition.
func TestFilesThatAddToEachOther(t *testing.T) {
	const names, emails = "key: externalCustomerImportId\ncolumns: {ID: externalCustomerImportId, First: firstName, Last: lastName}\nrequire: name\n",
		"key: externalCustomerImportId\ncolumns: {ID: externalCustomerImportId, Email: email}\n"
	d := newDesk(t)
	for night, want := range []string{"created 1 updated 1 unchanged 0", "created 0 updated 0 unchanged 2", "created 0 updated 0 unchanged 2"} {
		sum, err := d.run(importer.Options{}, d.input("names.csv", "ID,First,Last\n1,Ann,Lee\n", names), d.input("emails.csv", "ID,Email\n1,a@example.org\n", emails))
		if err != nil {
			t.Fatal(err)
		}
		wantLedger(t, sum, "read 2 "+want+" rejected 0 repeated 0 blank 0")
		if c := d.one("1"); c.LastName != "Lee" || c.Email != "a@example.org" || night > 0 && c.Version != 2 {
			t.Errorf("night %d: %s, %s, version %d", night, c.LastName, c.Email, c.Version)
		}
	}
	const rows = header + "1,Ann,Lee,a@example.org,,,\n"
	wantLedger(t, d.files(importer.Options{}, strings.Replace(members, "{customerSource: RE}", "{customerSource: Acme}", 1), rows, rows),
		"read 2 created 0 updated 0 unchanged 2 rejected 0 repeated 0 blank 0")
}
