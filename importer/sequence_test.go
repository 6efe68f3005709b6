package importer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"rollcall/importer"
	"rollcall/store"
	"rollcall/store/customer"
)

// dump is the tenant's customers as JSON lines, times left out.
func (d *desk) dump() string {
	d.t.Helper()
	var b strings.Builder
	for c, err := range d.store.List(context.Background(), store.Query{Include: store.Everything}) {
		if err != nil {
			d.t.Fatal(err)
		}
		text, err := json.Marshal([]any{c.ImportID, c.FirstName, c.LastName, c.Email, c.PhoneNumber, c.Address, c.Version, c.Related})
		if err != nil {
			d.t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n", text)
	}
	return b.String()
}

// night makes a file of a few keys that stand in several rows, each with other
// content, in random order.
func night(rng *rand.Rand) string {
	word := func(list ...string) string { return list[rng.IntN(len(list))] }
	text := header
	for range 1 + rng.IntN(12) {
		text += fmt.Sprintf("%d,Ann,%s,%s,%s,%s,\n", 1+rng.IntN(3), word("Lee", "Lee", "Ray"), word("a@example.org", "b@example.org", "bad"),
			word("", "(212) 555-0125"), word("", "1 Main St", "9 Oak Ave"))
	}
	return text
}

func TestRowsOfOneKeyLoadedAgainChangeNothing(t *testing.T) {
	for seed := range rounds(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		for _, mode := range []importer.Mode{importer.Upsert, importer.Replace} {
			d := newDesk(t)
			for range 4 {
				file := night(rng)
				d.take(file, members, importer.Options{Mode: mode, Batch: 1 + rng.IntN(5)})
				before := d.dump()
				sum := d.take(file, members, importer.Options{Mode: mode, Batch: 1 + rng.IntN(5)})
				if sum.Rows.Created+sum.Rows.Updated > 0 || d.dump() != before {
					t.Fatalf("seed %d, mode %s: %s\n%s", seed, mode, ledger(sum.Rows), file)
				}
			}
		}
	}
}

func TestRowsOfOneKeyDoNotDependOnBatchesOrInterruptions(t *testing.T) {
	byName := strings.Replace(members, "key: externalCustomerImportId", "key: [lastName, email]", 1)
	byEmail := strings.Replace(members, "key: externalCustomerImportId", "key: email", 1)
	byContent := strings.Replace(members, "key: externalCustomerImportId", "key: content", 1)
	for seed := range rounds(16) {
		mapText := []string{members, byName, byEmail, byContent}[seed%4]
		var want string
		for _, batch := range []int{1000, 1, 2, 5, -1} {
			rng := rand.New(rand.NewPCG(seed, 2))
			d := newDesk(t)
			var got strings.Builder
			for range 4 {
				file := night(rng)
				if batch < 0 {
					fmt.Fprintln(&got, ledger(d.interrupted(mapText, file).Rows))
				} else {
					dry := d.take(file, mapText, importer.Options{Batch: batch, DryRun: true})
					sum := d.take(file, mapText, importer.Options{Batch: batch})
					if ledger(dry.Rows) != ledger(sum.Rows) {
						t.Fatalf("seed %d: the dry run said %s, the run %s", seed, ledger(dry.Rows), ledger(sum.Rows))
					}
					fmt.Fprintln(&got, ledger(sum.Rows))
				}
				got.WriteString(d.dump())
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

// interrupted imports files row by row, stopping after each and resuming.
func (d *desk) interrupted(mapText string, texts ...string) *importer.Summary {
	d.t.Helper()
	d.runs++
	run := &customer.Run{Kind: "import"}
	if err := d.store.Begin(context.Background(), run); err != nil {
		d.t.Fatal(err)
	}
	dir := filepath.Join(d.dir, fmt.Sprint("reports", d.runs))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		d.t.Fatal(err)
	}
	for {
		sum, err := importer.Run(context.Background(), d.store, d.inputs(mapText, texts...),
			importer.Options{Run: run.ID, Dir: dir, Batch: 1, Checkpoint: run.Checkpoint, Stopping: func() bool { return true }})
		if err == nil {
			return sum
		}
		if !errors.Is(err, importer.ErrInterrupted) {
			d.t.Fatal(err)
		}
		if run, err = d.store.RunByID(context.Background(), run.ID); err != nil {
			d.t.Fatal(err)
		}
	}
}

// lastChanges returns what the last run changed on a customer, as FIELD=VALUE.
func (d *desk) lastChanges(importID string) []string {
	d.t.Helper()
	runs, err := d.store.ListRuns(context.Background(), store.RunQuery{Kind: "import", Limit: 1})
	if err != nil {
		d.t.Fatal(err)
	}
	var list []string
	for c, err := range d.store.Journal(context.Background(), store.JournalQuery{Customers: []int64{d.one(importID).ID}, Runs: []string{runs[0].ID}}) {
		if err != nil {
			d.t.Fatal(err)
		}
		if c.Op != "import" {
			continue
		}
		for _, f := range c.Fields {
			list = append(list, f.Field+"="+f.After)
		}
	}
	return list
}

func TestOneChangedCellAmongRowsOfOneKey(t *testing.T) {
	const first, second = "1,Ann,Lee,a@example.org,,,\n", "1,Ann,Ray,b@example.org,(212) 555-0125,,\n"
	tests := []struct {
		name, file string
		want       []string
	}{
		{"the first row's email", "1,Ann,Lee,new@example.org,,,\n" + second, []string{"email=new@example.org"}},
		{"the second row's email", first + "1,Ann,Ray,new@example.org,(212) 555-0125,,\n", []string{"email=new@example.org"}},
		{"the first row's phone", "1,Ann,Lee,a@example.org,(212) 555-0199,,\n" + second, []string{"phoneNumber=(212) 555-0199"}},
		{"the rows change places", second + first, []string{"lastName=Lee", "email=a@example.org"}},
		{"the second row is gone", first, []string{"lastName=Lee", "email=a@example.org"}},
		{"the first row is gone", second, nil},
		{"a third row", first + second + "1,Ann,Ray,c@example.org,(212) 555-0125,,\n", []string{"email=c@example.org"}},
		{"the key is gone", "2,Bob,Ray,bob@example.org,,,\n", nil},
	}
	for _, tt := range tests {
		for _, batch := range []int{1, 1000} {
			t.Run(fmt.Sprint(tt.name, batch), func(t *testing.T) {
				d := newDesk(t)
				d.take(header+first+second, members, importer.Options{})
				d.take(header+tt.file, members, importer.Options{Batch: batch})
				if got := d.lastChanges("1"); !slices.Equal(got, tt.want) {
					t.Errorf("changed %v, want %v", got, tt.want)
				}
				if sum := d.take(header+tt.file, members, importer.Options{}); sum.Rows.Updated+sum.Rows.Created > 0 {
					t.Errorf("the next night: %s", ledger(sum.Rows))
				}
				d.take(header+first+second, members, importer.Options{})
				if sum := d.take(header+first+second, members, importer.Options{}); sum.Rows.Updated > 0 {
					t.Errorf("back again, the second night: %s", ledger(sum.Rows))
				}
			})
		}
	}
}

// TestRecordsOfOneIDTwice: related records are taken whole, and the last row of
// an id has the say.
func TestRecordsOfOneIDTwice(t *testing.T) {
	const orders = "as: orders\ncolumns:\n  no: id\n  who: externalCustomerImportId\n  sum: total\n"
	const head = "no,who,sum\n"
	d := newDesk(t)
	d.take(twoRows, members, importer.Options{})
	total := func() string { return string(d.one("1").Related[0].Data) }
	for _, step := range []struct{ rows, ledger, data string }{
		{"O-1,1,5\nO-1,1,7\n", "read 2 created 1 updated 1 unchanged 0 rejected 0 repeated 0 blank 0", `{"total":7}`},
		{"O-1,1,5\nO-1,1,7\n", "read 2 created 0 updated 0 unchanged 2 rejected 0 repeated 0 blank 0", `{"total":7}`},
		{"O-1,1,6\nO-1,1,7\n", "read 2 created 0 updated 2 unchanged 0 rejected 0 repeated 0 blank 0", `{"total":7}`},
		{"O-1,1,6\nO-1,1,7\n", "read 2 created 0 updated 0 unchanged 2 rejected 0 repeated 0 blank 0", `{"total":7}`},
		{"O-1,1,6\n", "read 1 created 0 updated 1 unchanged 0 rejected 0 repeated 0 blank 0", `{"total":6}`},
		{"O-1,1,6\n", "read 1 created 0 updated 0 unchanged 1 rejected 0 repeated 0 blank 0", `{"total":6}`},
	} {
		in := d.input(fmt.Sprintf("orders%d.csv", d.runs), head+step.rows, orders)
		sum, err := d.plain(importer.Options{Batch: 1}, in)
		if err != nil {
			t.Fatal(err)
		}
		wantLedger(t, sum, step.ledger)
		if got := total(); got != step.data {
			t.Errorf("%q: the order holds %s, want %s", step.rows, got, step.data)
		}
	}
}

// inputs opens files of these texts.
func (d *desk) inputs(mapText string, texts ...string) []importer.Input {
	d.t.Helper()
	var list []importer.Input
	for i, text := range texts {
		list = append(list, d.input(fmt.Sprintf("in%d-%d.csv", d.runs, i), text, mapText))
	}
	return list
}
