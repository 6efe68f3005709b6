package importer_test

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

	"rollcall/importer"
	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store"
	"rollcall/store/customer"
	"rollcall/store/sqlite"
)

// members is a mapping of a small file.
const members = `
key: externalCustomerImportId
region: US
constants: {customerSource: RE}
columns:
  ID: externalCustomerImportId
  First: firstName
  Last: lastName
  Email: email
  Phone: phoneNumber
  Street: "address[primary].streetAddress1"
  Born: {field: fields.date_of_birth, type: birth_date, format: yyyy-MM-dd}
`

const header = "ID,First,Last,Email,Phone,Street,Born\n"

// desk is a store with what a test needs to import into it.
type desk struct {
	t     *testing.T
	store store.Store
	dir   string
	runs  int
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s, err := sqlite.Open(context.Background(), ":memory:", store.Options{Mode: store.Write, User: "tester"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &desk{t: t, store: s, dir: t.TempDir()}
}

// input opens a file of these bytes with a mapping.
func (d *desk) input(name, text, mapText string) importer.Input {
	d.t.Helper()
	path := filepath.Join(d.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.t.Fatal(err)
	}
	file, err := mapping.Parse("map.yaml", []byte(mapText))
	if err != nil {
		d.t.Fatal(err)
	}
	reader, err := row.Open(context.Background(), row.Source{Path: path}, row.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	d.t.Cleanup(func() { reader.Close() })
	plan, err := file.Compile(reader.Header(), mapping.Options{})
	if err != nil {
		d.t.Fatal(err)
	}
	return importer.Input{Reader: reader, Plan: plan}
}

// take imports a file of these rows.
func (d *desk) take(rows, mapText string, opt importer.Options) *importer.Summary {
	d.t.Helper()
	sum, err := d.try(rows, mapText, opt)
	if err != nil {
		d.t.Fatal(err)
	}
	return sum
}

func (d *desk) try(rows, mapText string, opt importer.Options) (*importer.Summary, error) {
	d.t.Helper()
	return d.run(opt, d.input(fmt.Sprintf("in%d.csv", d.runs+1), rows, mapText))
}

// run imports inputs as a run of its own, and holds the ledger against the
// store's history.
func (d *desk) run(opt importer.Options, inputs ...importer.Input) (*importer.Summary, error) {
	d.t.Helper()
	sum, err := d.plain(opt, inputs...)
	if err == nil && !opt.DryRun {
		tally, tallyErr := d.store.Tally(context.Background(), sum.Run)
		if tallyErr != nil {
			d.t.Fatal(tallyErr)
		}
		if tally.Created != sum.Rows.Created || tally.Updated != sum.Rows.Updated {
			d.t.Errorf("the ledger says %+v, the store's history %+v", sum.Rows, tally)
		}
	}
	return sum, err
}

// plain imports inputs as a run of its own.
func (d *desk) plain(opt importer.Options, inputs ...importer.Input) (*importer.Summary, error) {
	d.t.Helper()
	d.runs++
	run := &customer.Run{Kind: "import"}
	if err := d.store.Begin(context.Background(), run); err != nil {
		d.t.Fatal(err)
	}
	opt.Run, opt.Dir = run.ID, filepath.Join(d.dir, fmt.Sprint("reports", d.runs))
	if err := os.MkdirAll(opt.Dir, 0o700); err != nil {
		d.t.Fatal(err)
	}
	return importer.Run(context.Background(), d.store, inputs, opt)
}

// one returns the live customer with an import id.
func (d *desk) one(importID string) *customer.Customer {
	d.t.Helper()
	hits, err := d.store.Find(context.Background(), []customer.Ref{{Kind: customer.ByImportID, Text: importID}})
	if err != nil || len(hits[0]) != 1 {
		d.t.Fatalf("import id %s: %v %v", importID, hits, err)
	}
	list, err := d.store.Load(context.Background(), []int64{hits[0][0].Survivor}, store.Everything)
	if err != nil {
		d.t.Fatal(err)
	}
	return list[0]
}

// readCSV reads a report, its header included.
func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records
}

// places tells where each column stands.
func places(header []string) map[string]int {
	at := map[string]int{}
	for i, name := range header {
		at[name] = i
	}
	return at
}

// codes reads the codes of an error report with their rows: "code@row".
func codes(t *testing.T, sum *importer.Summary) []string {
	t.Helper()
	records := readCSV(t, sum.Reports.Errors)
	at := places(records[0])
	var list []string
	for _, r := range records[1:] {
		list = append(list, r[at["code"]]+"@"+r[at["row"]])
	}
	return list
}

func ledger(l importer.Ledger) string {
	return fmt.Sprintf("read %d created %d updated %d unchanged %d rejected %d repeated %d blank %d", l.Read, l.Created, l.Updated, l.Unchanged, l.Rejected, l.Repeated, l.Blank)
}

func wantLedger(t *testing.T, sum *importer.Summary, want string) {
	t.Helper()
	if got := ledger(sum.Rows); got != want {
		t.Errorf("ledger: %s\nwant:   %s", got, want)
	}
}

const twoRows = header +
	"1,Ann,Lee,ann@example.org,,1 Main St,1970-01-02\n" +
	"2,Bob,Ray,bob@example.org,(212) 555-0125,,\n"

func TestSecondLoadChangesNothing(t *testing.T) {
	d := newDesk(t)
	wantLedger(t, d.take(twoRows, members, importer.Options{}), "read 2 created 2 updated 0 unchanged 0 rejected 0 repeated 0 blank 0")
	before := d.one("1")
	wantLedger(t, d.take(twoRows, members, importer.Options{}), "read 2 created 0 updated 0 unchanged 2 rejected 0 repeated 0 blank 0")
	after := d.one("1")
	if after.Version != before.Version || !after.UpdatedOn.Equal(before.UpdatedOn) {
		t.Error("an unchanged row moved version or updatedOn")
	}
}

func TestOneChangedCellChangesThatFieldOnly(t *testing.T) {
	d := newDesk(t)
	d.take(twoRows, members, importer.Options{})
	// A hand edit between two nights stands: the file says nothing new about it.
	c := d.one("1")
	edited := c.Clone()
	edited.LastName, edited.Version = "Lee-Jones", c.Version+1
	run := &customer.Run{Kind: "set"}
	if err := d.store.Begin(context.Background(), run); err != nil {
		t.Fatal(err)
	}
	if err := d.store.Take(context.Background(), store.Batch{Run: run.ID, Changed: []store.Revision{{Customer: edited, Base: c.Version}},
		Journal: []customer.Change{{Customer: c.ID, Version: edited.Version, Op: "set", Fields: customer.Diff(c, edited)}}}); err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(twoRows, "1 Main St", "9 Oak Ave", 1)
	wantLedger(t, d.take(changed, members, importer.Options{}), "read 2 created 0 updated 1 unchanged 1 rejected 0 repeated 0 blank 0")
	c = d.one("1")
	if c.Address[0].StreetAddress1 != "9 Oak Ave" || c.LastName != "Lee-Jones" {
		t.Errorf("got street %q, last name %q", c.Address[0].StreetAddress1, c.LastName)
	}
	var fields []string
	for change, err := range d.store.Journal(context.Background(), store.JournalQuery{Customers: []int64{c.ID}}) {
		if err != nil {
			t.Fatal(err)
		}
		if change.Op == "import" {
			for _, f := range change.Fields {
				fields = append(fields, f.Field)
			}
		}
	}
	if strings.Join(fields, ",") != "address" {
		t.Errorf("the journal says that the import changed %v", fields)
	}
}

func TestOutcomes(t *testing.T) {
	rows := header +
		"1,Ann,Lee,ann@example.org,,,\n" + // created
		"1,Ann,Lee,ann@example.org,,,\n" + // repeated
		"1,Ann,Lee,ann@example.com,,,\n" + // updated, and a warning
		",,,,,,\n" + // blank
		"3,Cy,,cy@example.org,,,\n" + // no last name
		"4,Di,Fox,,,,\n" + // no contact
		"5,Ed,Gum,not an address,,,\n" + // malformed
		",Flo,Hay,flo@example.org,,,\n" // no key
	want := "read 8 created 1 updated 1 unchanged 0 rejected 4 repeated 1 blank 1"
	wantCodes := "repeated_key@4 missing_name@6 missing_contact@7 malformed_email@8 missing_key@9"
	for _, batch := range []int{1, 2, 3, 1000} {
		for _, dry := range []bool{true, false} {
			d := newDesk(t)
			sum := d.take(rows, members, importer.Options{Batch: batch, DryRun: dry})
			wantLedger(t, sum, want)
			if got := strings.Join(codes(t, sum), " "); got != wantCodes {
				t.Errorf("batch %d, dry run %v: codes %s\nwant %s", batch, dry, got, wantCodes)
			}
			if !dry && d.one("1").Email != "ann@example.com" {
				t.Error("rows of one customer were not applied in file order")
			}
		}
	}
}

func TestRejectsComeBackAndCanBeMended(t *testing.T) {
	d := newDesk(t)
	good := "2,Bob,Ray,bob@example.org,,,\n"
	sum := d.take(header+"1,\"Ann \"\"A\"\"\",Lee,broken,,,\n"+good, members, importer.Options{})
	data, err := os.ReadFile(sum.Reports.Rejects[0])
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(data, []byte("1,\"Ann \"\"A\"\"\",Lee,broken,,,")) || bytes.Contains(data, []byte("Bob")) {
		t.Errorf("rejects are not the rejected rows as they came:\n%s", data)
	}
	before := d.one("2")
	fixed := strings.Replace(string(data), "broken", "ann@example.org", 1)
	wantLedger(t, d.take(fixed, members, importer.Options{}), "read 1 created 1 updated 0 unchanged 0 rejected 0 repeated 0 blank 0")
	if after := d.one("2"); after.Version != before.Version || !after.UpdatedOn.Equal(before.UpdatedOn) {
		t.Error("a row that was not fed back was touched")
	}
}

func TestSourcesAreKeptApart(t *testing.T) {
	d := newDesk(t)
	d.take(twoRows, members, importer.Options{})
	other := strings.Replace(members, "customerSource: RE", "customerSource: SHOP", 1)
	sum := d.take(header+"1,Zoe,Other,zoe@example.org,,,\n", other, importer.Options{})
	wantLedger(t, sum, "read 1 created 0 updated 0 unchanged 0 rejected 1 repeated 0 blank 0")
	if got := codes(t, sum); len(got) != 1 || got[0] != "source_conflict@2" {
		t.Errorf("codes %v", got)
	}
	sum = d.take(header+"1,Zoe,Other,zoe@example.org,,,\n", other+"id_prefix: SHOP-\n", importer.Options{})
	wantLedger(t, sum, "read 1 created 1 updated 0 unchanged 0 rejected 0 repeated 0 blank 0")
}

func TestKeysThatNameTwoCustomers(t *testing.T) {
	byEmail := strings.Replace(members, "key: externalCustomerImportId", "key: email", 1)
	d := newDesk(t)
	d.take(twoRows, members, importer.Options{})
	sum := d.take(header+"2,Ann,Lee,ann@example.org,,,\n", byEmail, importer.Options{})
	if got := codes(t, sum); len(got) != 1 || got[0] != "identity_conflict@2" {
		t.Errorf("codes %v", got)
	}
	sum = d.take(header+"9,Ann,Li,ANN@example.org,,,\n", byEmail, importer.Options{})
	wantLedger(t, sum, "read 1 created 0 updated 1 unchanged 0 rejected 0 repeated 0 blank 0")
	if c := d.one("1"); c.LastName != "Li" || c.ImportID != "1" {
		t.Errorf("found by email, the customer became %s %s", c.ImportID, c.LastName)
	}
}

func TestModes(t *testing.T) {
	d := newDesk(t)
	d.take(twoRows, members, importer.Options{})
	third := header + "3,Cy,Poe,cy@example.org,,,\n"
	wantLedger(t, d.take(third, members, importer.Options{Mode: importer.Update}), "read 1 created 0 updated 0 unchanged 0 rejected 1 repeated 0 blank 0")
	changed := strings.Replace(twoRows, "1 Main St", "", 1)
	wantLedger(t, d.take(changed, members, importer.Options{}), "read 2 created 0 updated 0 unchanged 2 rejected 0 repeated 0 blank 0")
	wantLedger(t, d.take(changed, members, importer.Options{EmptyClears: true}), "read 2 created 0 updated 1 unchanged 1 rejected 0 repeated 0 blank 0")
	if c := d.one("1"); len(c.Address) != 0 {
		t.Errorf("an empty cell did not clear: %v", c.Address)
	}
	withdrawn := "ID,First,Last,Email\n2,Bob,Ray,bob@example.org\n"
	fewer := strings.NewReplacer("  Phone: phoneNumber\n", "", "  Street: \"address[primary].streetAddress1\"\n", "", "  Born: {field: fields.date_of_birth, type: birth_date, format: yyyy-MM-dd}\n", "").Replace(members)
	sum := d.take(withdrawn, fewer, importer.Options{Mode: importer.Replace})
	wantLedger(t, sum, "read 1 created 0 updated 1 unchanged 0 rejected 0 repeated 0 blank 0")
	if c := d.one("2"); c.PhoneNumber != "" || sum.Removed != 1 {
		t.Errorf("mode replace left the phone %q and says that it removed %d values", c.PhoneNumber, sum.Removed)
	}
}

func TestMaxErrorsStopsAtTheSameRow(t *testing.T) {
	rows := header
	for i := range 30 {
		email := fmt.Sprintf("p%d@example.org", i)
		if i%3 == 0 {
			email = "broken"
		}
		rows += fmt.Sprintf("%d,Pat,Number%d,%s,,,\n", i, i, email)
	}
	limit, err := importer.ParseLimit("2")
	if err != nil {
		t.Fatal(err)
	}
	for _, batch := range []int{1, 4, 1000} {
		d := newDesk(t)
		sum, err := d.try(rows, members, importer.Options{Batch: batch, MaxErrors: limit})
		if err == nil || !strings.Contains(err.Error(), "3 rejected rows") {
			t.Errorf("batch %d: %v", batch, err)
		}
		wantLedger(t, sum, "read 7 created 4 updated 0 unchanged 0 rejected 3 repeated 0 blank 0")
	}
}

func TestBatchSizeMakesNoDifference(t *testing.T) {
	rows := header
	for i := range 200 {
		rows += fmt.Sprintf("%d,Pat%d,Name,p%d@example.org,(212) 555-01%02d,%d Main St,19%02d-01-02\n", i%120, i%7, i%11, i%100, i%5, i%90)
	}
	var reports, exports []string
	for _, batch := range []int{1, 7, 50_000} {
		d := newDesk(t)
		sum := d.take(rows, members, importer.Options{Batch: batch})
		errors, err := os.ReadFile(sum.Reports.Errors)
		if err != nil {
			t.Fatal(err)
		}
		reports = append(reports, withoutRun(string(errors), sum.Run, d.dir))
		var all strings.Builder
		for c, err := range d.store.List(context.Background(), store.Query{Sort: []store.Sort{{Field: "externalCustomerImportId"}}}) {
			if err != nil {
				t.Fatal(err)
			}
			c.ID, c.CustomerID, c.CreatedOn, c.UpdatedOn = 0, "", time.Time{}, time.Time{}
			text, _ := c.MarshalJSON()
			all.Write(append(text, '\n'))
		}
		exports = append(exports, all.String())
	}
	for i := 1; i < len(exports); i++ {
		if exports[i] != exports[0] || reports[i] != reports[0] {
			t.Errorf("batch size %d gives another store or other reports", i)
		}
	}
}

func withoutRun(text, run, dir string) string {
	return strings.ReplaceAll(strings.ReplaceAll(text, run, "RUN"), dir, "DIR")
}

const orders = `
as: orders
region: US
columns:
  Order: id
  Customer: externalCustomerImportId
  Total: {field: total, type: number}
`

func TestRelatedRecords(t *testing.T) {
	d := newDesk(t)
	d.take(twoRows, members, importer.Options{})
	rows := "Order,Customer,Total\nA-1,1,12.50\nA-2,2,3\nA-3,77,1\n"
	sum := d.take2(rows, orders)
	wantLedger(t, sum, "read 3 created 2 updated 0 unchanged 0 rejected 1 repeated 0 blank 0")
	if got := codes(t, sum); len(got) != 1 || got[0] != "related_without_customer@4" {
		t.Errorf("codes %v", got)
	}
	sum = d.take2(strings.Replace(rows, "12.50", "13", 1), orders)
	wantLedger(t, sum, "read 3 created 0 updated 1 unchanged 1 rejected 1 repeated 0 blank 0")
	c := d.one("1")
	if len(c.Related) != 1 || !strings.Contains(string(c.Related[0].Data), "13") {
		t.Errorf("orders of customer 1: %v", c.Related)
	}
}

// take2 imports related records: their ledger is not that of customers.
func (d *desk) take2(rows, mapText string) *importer.Summary {
	d.t.Helper()
	d.runs++
	in := d.input(fmt.Sprintf("in%d.csv", d.runs), rows, mapText)
	run := &customer.Run{Kind: "import"}
	if err := d.store.Begin(context.Background(), run); err != nil {
		d.t.Fatal(err)
	}
	sum, err := importer.Run(context.Background(), d.store, []importer.Input{in}, importer.Options{Run: run.ID, Dir: d.t.TempDir()})
	if err != nil {
		d.t.Fatal(err)
	}
	return sum
}
