package exporter_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"iter"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"rollcall/exporter"
	"rollcall/store/customer"
)

// stream yields the customers, then the error if there is one.
func stream(err error, list ...*customer.Customer) iter.Seq2[*customer.Customer, error] {
	return func(yield func(*customer.Customer, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
		if err != nil {
			yield(nil, err)
		}
	}
}

// full has a value in every part of the object.
func full() *customer.Customer {
	return &customer.Customer{
		ID: 7, CustomerID: "AC0000000007", Source: "RE", ExternalCustomerID: "x-7", ImportID: "00042", ExternalID: "0-1",
		Title: "Dr.", FirstName: "Zoë", MiddleName: "Q.", LastName: `O"Neil, Jr`, Suffix: "III", OrgName: "=Acme",
		Email: "zoe@example.org", PhoneNumber: "+1 555 0100", PhoneNotes: "line 1\r\nline 2", PhoneE164: "+15550100", Deceased: true,
		SolicitationCodes: []string{"No mail", "a;b"},
		Address: []customer.Address{{StreetAddress1: "1 <Main> St", City: "Springfield", ZipCode: "02134", Type: "primary", IsPrimary: true},
			{StreetAddress1: "Box 9", Type: "billing"}},
		Attributes: []customer.Attribute{{Category: "Member, old", Description: "gold", Date: "2020-02-29"}, {Category: "Plain"}},
		Fields: map[string]customer.Value{
			"born":   {Type: customer.BirthDate, Text: "1970-01-31"},
			"height": {Type: customer.Number, Text: "1.8"},
			"vip":    {Type: customer.Bool, Text: "true"},
			"ssn":    {Type: customer.Identifier, Text: "001-02"},
			"kept":   {Type: customer.Number, Text: "about 3", Match: customer.MatchNever},
		},
		Related: []customer.Related{
			{Kind: customer.Notes, ID: "n1", Data: []byte(`{"text":"called"}`)},
			{Kind: customer.Orders, ID: "o1", Data: []byte(`{"total":12.50}`)},
			{Kind: customer.Orders, ID: "o2", Data: []byte(`{"amount":"0.125"}`)},
			{Kind: customer.Orders, ID: "o3", Data: []byte(`{"total":"1e9"}`)},
		},
		Version: 3, CreatedOn: time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC), UpdatedOn: time.Date(2024, 3, 1, 0, 0, 0, 5000, time.UTC),
		MergeHistory: []customer.Merge{{ID: 1}},
	}
}

func export(t *testing.T, opts exporter.Options, columns []exporter.Column, list ...*customer.Customer) (string, exporter.Totals) {
	t.Helper()
	var out bytes.Buffer
	var totals exporter.Totals
	_, err := exporter.Write(context.Background(), &out, opts, table(opts.Format, columns, stream(nil, list...), &totals))
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), totals
}

// table is the table of customers; without columns, the default of the format.
func table(format exporter.Format, columns []exporter.Column, list iter.Seq2[*customer.Customer, error], totals *exporter.Totals) exporter.Table {
	source := exporter.Source{Customers: list, Totals: totals}
	if format == exporter.JSONL && columns == nil {
		return exporter.Objects(source)
	}
	return exporter.Customers(source, columns)
}

// plain is the table of default columns, not counted.
func plain(format exporter.Format, list iter.Seq2[*customer.Customer, error]) exporter.Table {
	return table(format, nil, list, &exporter.Totals{})
}

func columns(t *testing.T, spec string) []exporter.Column {
	t.Helper()
	list, err := exporter.ParseColumns(spec)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

const someColumns = `externalCustomerImportId=Import ID,firstName,lastName,address[primary].zipCode,address[2].city,"attributes[Member, old].date",fields.height,fields.none,solicitationCodes,solicitationCodeList,attributeList,fieldList,relatedCount,deceased,phoneNotes`

func TestCSV(t *testing.T) {
	got, _ := export(t, exporter.Options{Format: exporter.CSV}, columns(t, someColumns), full(), &customer.Customer{FirstName: " x"})
	want := `Import ID,firstName,lastName,address[primary].zipCode,address[2].city,"attributes[Member, old].date",fields.height,fields.none,solicitationCodes,solicitationCodeList,attributeList,fieldList,relatedCount,deceased,phoneNotes
00042,Zoë,"O""Neil, Jr",02134,,2020-02-29,1.8,,"[""No mail"",""a;b""]",No mail; a;b,"Member, old: gold (2020-02-29); Plain",born: 1970-01-31; height: 1.8; kept: about 3; ssn: 001-02; vip: true,notes: 1; orders: 3,true,"line 1` + "\r\n" + `line 2"
," x",,,,,,,,,,,,false,
`
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestCSVDialect(t *testing.T) {
	opts := exporter.Options{Format: exporter.CSV, SpreadsheetSafe: true,
		CSV: exporter.Dialect{Delimiter: ';', CRLF: true, Encoding: exporter.UTF8BOM}}
	got, _ := export(t, opts, columns(t, "firstName,orgName,phoneNumber"), full(), &customer.Customer{FirstName: "a;b", OrgName: "#1"})
	want := "\ufefffirstName;orgName;phoneNumber\r\nZoë;'=Acme;'+1 555 0100\r\n\"a;b\";\"#1\";\r\n"
	if got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, bad := range []rune{'"', '\n', '\r', 0xFFFD, -1} {
		opts.CSV.Delimiter = bad
		if _, err := exporter.Write(context.Background(), &bytes.Buffer{}, opts, plain(opts.Format, stream(nil))); !errors.Is(err, exporter.ErrDelimiter) {
			t.Errorf("delimiter %q: %v", bad, err)
		}
	}
}

func TestJSONLines(t *testing.T) {
	whole, _ := export(t, exporter.Options{Format: exporter.JSONL}, nil, full())
	c := full()
	c.MergeHistory = nil
	object, err := c.MarshalJSON()
	if err != nil || whole != strings.TrimSuffix(string(object), "}")+`,"phoneE164":"+15550100"}`+"\n" {
		t.Errorf("whole object: %s", whole)
	}
	some, _ := export(t, exporter.Options{Format: exporter.JSONL}, columns(t, "firstName=First,deceased,fields.height,fields.vip,fields.kept,orders,orgName,email=E"),
		full(), &customer.Customer{Email: "a\"<b>\n\u2028"})
	want := `{"First":"Zoë","deceased":true,"fields.height":1.8,"fields.vip":true,"fields.kept":"about 3","orders":[{"id":"o1","total":12.50},{"id":"o2","amount":"0.125"},{"id":"o3","total":"1e9"}],"orgName":"=Acme","E":"zoe@example.org"}
{"deceased":false,"E":"a\"<b>\n\u2028"}
`
	if some != want {
		t.Errorf("got\n%s\nwant\n%s", some, want)
	}
}

// Portable JSON Lines are the whole object without what a store adds.
func TestPortableIsTheObject(t *testing.T) {
	var all, portable map[string]any
	whole, _ := export(t, exporter.Options{Format: exporter.JSONL}, nil, full())
	part, _ := export(t, exporter.Options{Format: exporter.JSONL}, exporter.Portable(), full())
	if err := errors.Join(json.Unmarshal([]byte(whole), &all), json.Unmarshal([]byte(part), &portable)); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"id", "customerId", "version", "createdOn", "updatedOn", "phoneE164"} {
		delete(all, name)
	}
	if !reflect.DeepEqual(all, portable) {
		t.Errorf("got %v, want %v", portable, all)
	}
}

func TestXLSX(t *testing.T) {
	data, _ := export(t, exporter.Options{Format: exporter.XLSX},
		columns(t, "id,orgName,address[primary].zipCode,deceased,fields.height,fields.born,fields.kept,createdOn,phoneNotes,version"), full())
	f, err := excelize.OpenReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	want := []struct {
		cell, value string
		kind        excelize.CellType
	}{
		{"A2", "7", excelize.CellTypeInlineString}, {"B2", "=Acme", excelize.CellTypeInlineString}, {"C2", "02134", excelize.CellTypeInlineString},
		{"D2", "1", excelize.CellTypeBool}, {"E2", "1.8", excelize.CellTypeUnset}, {"F2", "25599", excelize.CellTypeUnset},
		{"G2", "about 3", excelize.CellTypeInlineString}, {"H2", "45351.5", excelize.CellTypeUnset},
		{"I2", "line 1\r\nline 2", excelize.CellTypeInlineString}, {"J2", "3", excelize.CellTypeUnset},
	}
	for _, w := range want {
		got, _ := f.GetCellValue("Customers", w.cell, excelize.Options{RawCellValue: true})
		kind, _ := f.GetCellType("Customers", w.cell)
		if got != w.value || kind != w.kind {
			t.Errorf("%s: %q of type %v, want %q of %v", w.cell, got, kind, w.value, w.kind)
		}
	}
}

func TestXLSXTooLongIsAnError(t *testing.T) {
	secret := strings.Repeat("secret", 6000)
	_, err := exporter.Write(context.Background(), &bytes.Buffer{}, exporter.Options{Format: exporter.XLSX},
		plain(exporter.XLSX, stream(nil, &customer.Customer{ID: 12, OrgName: secret})))
	if err == nil || !strings.Contains(err.Error(), "customer 12") || !strings.Contains(err.Error(), `"orgName"`) || strings.Contains(err.Error(), "secret") {
		t.Errorf("error: %v", err)
	}
}

func TestTotals(t *testing.T) {
	_, totals := export(t, exporter.Options{Format: exporter.CSV}, nil, full(), full(), &customer.Customer{})
	want := `{"customers":3,"related":{"notes":2,"orders":6},"order_total":"25.250","orders_without_total":2}`
	if got, _ := json.Marshal(totals); string(got) != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestStreamEndsWithItsError(t *testing.T) {
	broken := errors.New("connection lost")
	for _, format := range []exporter.Format{exporter.CSV, exporter.XLSX, exporter.JSONL} {
		_, err := exporter.Write(context.Background(), &bytes.Buffer{}, exporter.Options{Format: format}, plain(format, stream(broken, full())))
		if !errors.Is(err, broken) {
			t.Errorf("%s: %v", format, err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err = exporter.Write(ctx, &bytes.Buffer{}, exporter.Options{Format: format}, plain(format, stream(nil, full()))); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: cancelled: %v", format, err)
		}
	}
	if _, err := exporter.Write(context.Background(), &bytes.Buffer{}, exporter.Options{Format: "pdf"}, plain("pdf", stream(nil))); !errors.Is(err, exporter.ErrFormat) {
		t.Errorf("unknown format: %v", err)
	}
}

func TestTable(t *testing.T) {
	row := func(texts ...string) exporter.Row {
		var r exporter.Row
		for _, text := range texts {
			r.Cells = append(r.Cells, exporter.Cell{Text: text})
		}
		return r
	}
	rows := func(yield func(exporter.Row, error) bool) {
		_ = yield(row("1", "2"), nil) && yield(row("3", "+4"), nil)
	}
	var out bytes.Buffer
	opts := exporter.Options{Format: exporter.CSV, SpreadsheetSafe: true}
	n, err := exporter.Write(context.Background(), &out, opts, exporter.Table{Name: "Aliases", Columns: exporter.Titles("old", "new"), Rows: rows})
	if err != nil || n.Rows != 2 || out.String() != "old,new\n1,2\n3,'+4\n" {
		t.Errorf("%+v rows, %v: %q", n, err, out.String())
	}
	_, err = exporter.Write(context.Background(), &out, opts, exporter.Table{Columns: exporter.Titles("one"), Rows: rows})
	if !errors.Is(err, exporter.ErrColumn) {
		t.Errorf("rows of another length: %v", err)
	}
}
