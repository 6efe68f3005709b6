package beamdedupe

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/local"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"

	"rollcall/dedupe"
	"rollcall/dedupe/beamdedupe/component"
	"rollcall/dedupe/beamdedupe/source"
	"rollcall/store/customer"
)

func TestMain(m *testing.M) { ptest.MainWithDefault(m, "prism") }

// export writes customers as JSON Lines, in so many files, and returns their names.
func export(t *testing.T, list []*customer.Customer, files int) []string {
	t.Helper()
	texts := make([]bytes.Buffer, files)
	for i, c := range list {
		line, err := c.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		texts[i%files].Write(append(line, '\n'))
	}
	dir := t.TempDir()
	paths := make([]string, files)
	for i := range texts {
		paths[i] = fmt.Sprintf("%s/all-%05d-of-%05d.jsonl", dir, i+1, files)
		if err := os.WriteFile(paths[i], texts[i].Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// search runs the pipeline in process.
func search(t *testing.T, o Options) (*Summary, Files) {
	t.Helper()
	o.Files = FilesIn(t.TempDir(), 3)
	if o.Components.Rounds == 0 {
		o.Components = component.Options{Limit: 1000, Rounds: 1}
	}
	sum, err := Run(context.Background(), "prism", o)
	if err != nil {
		t.Fatal(err)
	}
	return sum, o.Files
}

// merged returns the files of a set as one: the header once.
func merged(t *testing.T, paths []string) string {
	t.Helper()
	whole := ""
	for i, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		header, body, _ := strings.Cut(string(data), "\n")
		if i == 0 {
			whole = header + "\n"
		}
		whole += body
	}
	return whole
}

// in returns what dedupe.Run takes.
func in(list []*customer.Customer) dedupe.Input {
	return dedupe.Input{Customers: func(yield func(*customer.Customer, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}}
}

// sameAsRun holds what the pipeline wrote against what dedupe.Run finds, byte for byte.
func sameAsRun(t *testing.T, f Files, r *dedupe.Result) {
	t.Helper()
	var pairs, clusters bytes.Buffer
	if err := dedupe.WritePairs(&pairs, r); err != nil {
		t.Fatal(err)
	}
	if err := dedupe.WriteClusters(&clusters, r); err != nil {
		t.Fatal(err)
	}
	model, err := os.ReadFile(f.Model)
	if err != nil || !bytes.Equal(model, r.Model) {
		t.Errorf("another model: %v", err)
	}
	for _, c := range []struct{ what, got, want string }{
		{"pairs", merged(t, f.Pairs.Paths()), pairs.String()}, {"clusters", merged(t, f.Clusters.Paths()), clusters.String()}} {
		if c.got == c.want {
			continue
		}
		got, want := strings.Split(c.got, "\n"), strings.Split(c.want, "\n")
		for i := range min(len(got), len(want)) {
			if got[i] != want[i] {
				t.Errorf("%s: line %d is\n%s\nwant\n%s", c.what, i+1, got[i], want[i])
				break
			}
		}
		t.Errorf("%s: %d lines, want %d", c.what, len(got), len(want))
	}
}

// sampleCustomers reads the samples' customers: the CRM's file, without its types.
func sampleCustomers(t *testing.T) []*customer.Customer {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "..", "samples", "crm-export.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	in := csv.NewReader(file)
	in.FieldsPerRecord = -1 // the samples have rows that are wrong
	rows, err := in.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[strings.TrimPrefix(name, "\ufeff")] = i
	}
	var list []*customer.Customer
	for i, row := range rows[1:] {
		if len(row) != len(rows[0]) {
			continue
		}
		cell := func(name string) string { return row[column[name]] }
		c := &customer.Customer{ID: int64(i + 1), ImportID: "RE-" + cell("Constituent Import ID"), FirstName: cell("First Name"), MiddleName: cell("Middle Name"),
			LastName: cell("Last Name"), Suffix: cell("Suffix"), OrgName: cell("Organization Name"), Email: cell("E-mail"), PhoneNumber: cell("Home Phone"), Version: 1,
			Address: []customer.Address{{StreetAddress1: cell("Address Line 1"), StreetAddress2: cell("Address Line 2"), City: cell("City"), State: cell("State"), ZipCode: cell("ZIP Code")}}}
		if born, err := time.Parse("01/02/2006", cell("Birth Date")); err == nil {
			c.SetField("date_of_birth", customer.Value{Type: customer.BirthDate, Text: born.Format(time.DateOnly)})
		}
		list = append(list, c)
	}
	list[3].MergedInto = list[1].ID // an alternate, and one through a chain
	list[5].MergedInto = list[3].ID
	list[8].MergedInto = 999_999 // its survivor is not there
	return list
}

func TestSamplesAreFoundAsInOneProcess(t *testing.T) {
	list := sampleCustomers(t)
	want, err := dedupe.Run(context.Background(), dedupe.Config{}, in(list))
	if err != nil {
		t.Fatal(err)
	}
	if len(want.Clusters) < 5 {
		t.Fatalf("the samples have %d clusters only", len(want.Clusters))
	}
	inputs := export(t, list, 4)
	sum, files := search(t, Options{Inputs: inputs})
	sameAsRun(t, files, want)
	if sum.Records != int64(want.Records) || sum.CandidatePairs != want.CandidatePairs || sum.Clusters != int64(len(want.Clusters)) || sum.DeadLetters != 0 {
		t.Errorf("summary %+v", sum)
	}
	t.Run("again, by label propagation, with the frozen model and the clusters of before", func(t *testing.T) {
		before := []customer.Cluster{{ID: "cbefore", Members: want.Clusters[0].Members}}
		frozen := in(list)
		frozen.Model, frozen.Previous = want.Model, want.Clusters
		frozen.Previous[0].ID = before[0].ID
		again, err := dedupe.Run(context.Background(), dedupe.Config{}, frozen)
		if err != nil {
			t.Fatal(err)
		}
		old := filepath.Join(t.TempDir(), "clusters.csv")
		var text bytes.Buffer
		if err := dedupe.WriteClusters(&text, &dedupe.Result{Clusters: frozen.Previous}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(old, text.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		_, files := search(t, Options{Inputs: inputs, Model: files.Model, Previous: []string{old}, Components: component.Options{Limit: 0, Rounds: 5}})
		sameAsRun(t, files, again)
		if !strings.Contains(merged(t, files.Clusters.Paths()), "cbefore,") {
			t.Error("a cluster did not keep its id")
		}
	})
}

func TestJudgementsAndWrittenRules(t *testing.T) {
	list := sampleCustomers(t)
	cfg := dedupe.Config{Blocking: []dedupe.Blocking{{Keys: []string{"last_sound"}, Finer: []string{"first_initial"}}, {Keys: []string{"email"}}}, MaxBlock: 5}
	input := in(list)
	input.Judgements = []customer.Judgement{{LeftID: 1, RightID: 7, Verdict: customer.SaysMatch}, {LeftID: 2, RightID: 3, Verdict: customer.SaysNonMatch}}
	want, err := dedupe.Run(context.Background(), cfg, input)
	if err != nil {
		t.Fatal(err)
	}
	_, files := search(t, Options{Inputs: export(t, list, 1), Config: cfg, Judgements: input.Judgements})
	sameAsRun(t, files, want)
}

func TestPoisonedCustomersAreDeadLetters(t *testing.T) {
	list := sampleCustomers(t)
	inputs := export(t, append(list, list[0]), 2)
	broken := filepath.Join(t.TempDir(), "broken.jsonl")
	if err := os.WriteFile(broken, []byte("{\"id\":1,\n\n{\"id\":70001,\"email\":5}\n{\"email\":\"a@b.example\"}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	want, err := dedupe.Run(context.Background(), dedupe.Config{}, in(list))
	if err != nil {
		t.Fatal(err)
	}
	sum, files := search(t, Options{Inputs: append(inputs, broken)})
	sameAsRun(t, files, want)
	data, err := os.ReadFile(files.Dead.Path(0))
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(data), "\n"); lines != 4 || sum.DeadLetters != 4 {
		t.Errorf("%d dead letters, summary %d:\n%s", lines, sum.DeadLetters, data)
	}
	for _, word := range []string{`"line":1,`, `"line":3,`, `"line":4,`, "email does not hold", "more than once", source.ErrNoKey.Error()} {
		if !strings.Contains(string(data), word) {
			t.Errorf("no %s in\n%s", word, data)
		}
	}
}

func TestFilesThatCannotBeReadFailTheRun(t *testing.T) {
	cut := filepath.Join(t.TempDir(), "cut.jsonl.gz")
	if err := os.WriteFile(cut, []byte("\x1f\x8b\x08\x00cut"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := Options{Inputs: []string{cut}, Files: FilesIn(t.TempDir(), 1), Components: component.Options{Rounds: 1}}
	if _, err := Run(context.Background(), "prism", o); err == nil || !strings.Contains(err.Error(), "cut.jsonl.gz") {
		t.Errorf("got %v", err)
	}
	if left, _ := filepath.Glob(o.Files.Pairs.Folder + "/*.csv"); len(left) > 0 {
		t.Errorf("files have their names after a failure: %q", left)
	}
}

func TestOutgrownModelsAreRefused(t *testing.T) {
	list := sampleCustomers(t)
	learned, err := dedupe.Run(context.Background(), dedupe.Config{}, in(list))
	if err != nil {
		t.Fatal(err)
	}
	model := filepath.Join(t.TempDir(), "model.json")
	if err := os.WriteFile(model, learned.Model, 0o600); err != nil {
		t.Fatal(err)
	}
	for i := range int64(600) {
		list = append(list, &customer.Customer{ID: 10_000 + i, ImportID: fmt.Sprint("N", i), FirstName: fmt.Sprint("Name", i), LastName: "Quill", Email: "one@house.example"})
	}
	o := Options{Inputs: export(t, list, 1), Model: model, Files: FilesIn(t.TempDir(), 1), Components: component.Options{Limit: 1000, Rounds: 1}}
	if _, err := Run(context.Background(), "prism", o); err == nil || !strings.Contains(err.Error(), ErrOutgrown.Error()) {
		t.Errorf("got %v, want %v", err, ErrOutgrown)
	}
}
