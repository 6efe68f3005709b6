package importer

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/sqlite"
)

// benchMapping maps a row of 15 columns: names, email, phone, one address, a
// birth date and codes.
const benchMapping = `
key: externalCustomerImportId
region: US
columns:
  import_id: externalCustomerImportId
  first_name: firstName
  middle_name: middleName
  last_name: lastName
  suffix: suffix
  organization: orgName
  email: email
  phone: phoneNumber
  street: "address[primary].streetAddress1"
  city: "address[primary].city"
  state: "address[primary].state"
  zip: "address[primary].zipCode"
  country: "address[primary].country"
  birth_date: {field: fields.date_of_birth, type: birth_date, on_invalid: keep}
  solicit_codes: {field: solicitationCodes, split: ";"}
`

const benchHeader = "import_id,first_name,middle_name,last_name,suffix,organization,email,phone,street,city,state,zip,country,birth_date,solicit_codes\n"

// benchInput is a file of n customers, with its rows.
func benchInput(b *testing.B, n int) (Input, []row.Row) {
	b.Helper()
	var text strings.Builder
	text.WriteString(benchHeader)
	for i := range n {
		fmt.Fprintf(&text, "G%09d,Lawrence,Christopher,Smith,,,lawrence.smith.%d@mail.example,(403) 400-%04d,%d Park Street,Calgary,AB,T4L 7G7,CA,1986-04-26,Do Not Call;Newsletter Only\n", i, i, i%10000, i)
	}
	path := filepath.Join(b.TempDir(), "customers.csv")
	if err := os.WriteFile(path, []byte(text.String()), 0o600); err != nil {
		b.Fatal(err)
	}
	reader, err := row.Open(context.Background(), row.Source{Path: path}, row.Options{})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { reader.Close() })
	file, err := mapping.Parse("map.yaml", []byte(benchMapping))
	if err != nil {
		b.Fatal(err)
	}
	plan, err := file.Compile(reader.Header(), mapping.Options{})
	if err != nil {
		b.Fatal(err)
	}
	var rows []row.Row
	for r, err := range reader.Rows() {
		if err != nil {
			b.Fatal(err)
		}
		rows = append(rows, r)
	}
	return Input{Reader: reader, Plan: plan}, rows
}

// BenchmarkPrepare maps and identifies the rows of a batch.
func BenchmarkPrepare(b *testing.B) {
	input, rows := benchInput(b, DefaultBatch)
	in, opt := newSource(input), &Options{Mode: Upsert, Batch: DefaultBatch}
	b.ReportAllocs()
	for b.Loop() {
		prepareAll(rows, in, opt)
	}
}

// BenchmarkSeen gives the rows of a batch their places among their keys' rows;
// per batch.
func BenchmarkSeen(b *testing.B) {
	input, rows := benchInput(b, DefaultBatch)
	list := prepareAll(rows, newSource(input), &Options{Mode: Upsert, Batch: DefaultBatch})
	b.ReportAllocs()
	for b.Loop() {
		seen := newSeen([]Input{input})[0]
		for _, p := range list {
			seen.see(p)
		}
	}
}

// BenchmarkDecide finds out whom the rows of a batch mean, all of them new, and
// makes customers of them. The empty store's answers are
// included.
func BenchmarkDecide(b *testing.B) {
	input, rows := benchInput(b, DefaultBatch)
	in, opt, st := newSource(input), &Options{Mode: Upsert, Batch: DefaultBatch, Run: "bench"}, benchStore(b)
	w := newWriter(st, false, keyKinds([]Input{input}))
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		list := prepareAll(rows, in, opt)
		for _, p := range list {
			p.nth = 1
		}
		b.StartTimer()
		decided := &batch{store: w.view, writer: w, opt: opt, runID: opt.Run, rows: list, changes: fieldCounts{}}
		if err := decided.run(context.Background()); err != nil || len(decided.out.New) != len(rows) {
			b.Fatal(err, len(decided.out.New))
		}
	}
}

// BenchmarkImport imports 20,000 rows, first as new customers and then
// unchanged; the work of a store in memory is included.
func BenchmarkImport(b *testing.B) {
	input, _ := benchInput(b, 4*DefaultBatch)
	b.Run("new", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			b.StopTimer()
			st := benchStore(b)
			b.StartTimer()
			benchRun(b, st, input)
		}
	})
	b.Run("unchanged", func(b *testing.B) {
		st := benchStore(b)
		benchRun(b, st, input)
		b.ReportAllocs()
		for b.Loop() {
			benchRun(b, st, input)
		}
	})
}

func benchStore(b *testing.B) store.Store {
	b.Helper()
	st, err := sqlite.Open(context.Background(), ":memory:", store.Options{Mode: store.Write, User: "tester"})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { st.Close() })
	return st
}

func benchRun(b *testing.B, st store.Store, input Input) {
	b.Helper()
	run := &customer.Run{Kind: "import"}
	if err := st.Begin(context.Background(), run); err != nil {
		b.Fatal(err)
	}
	sum, err := Run(context.Background(), st, []Input{input}, Options{Run: run.ID, Dir: b.TempDir()})
	if err != nil || sum.Rows.Rejected > 0 {
		b.Fatal(err)
	}
}
