package workbook

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"rollcall/dedupe/merge"
	"rollcall/store/customer"
)

// waiting plans a cluster of customers with these emails.
func waiting(t *testing.T, id string, customers ...*customer.Customer) Waiting {
	t.Helper()
	c := customer.Cluster{ID: id, WeakestLink: 0.97, Trusted: true}
	var members []merge.Member
	for _, m := range customers {
		members = append(members, merge.Member{Customer: m})
		c.Members = append(c.Members, customer.Member{ID: m.ID, ImportID: m.ImportID, Version: m.Version})
	}
	plan, err := merge.NewPlan(merge.DefaultPolicy(), members, merge.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return Waiting{c, plan, merge.Gate(merge.DefaultPolicy(), c, plan)}
}

func person(id int64, first, email string) *customer.Customer {
	return &customer.Customer{ID: id, ImportID: fmt.Sprintf("I-%03d", id), Source: "RE", FirstName: first, LastName: "Smith, \"Sr\"",
		Email: email, PhoneNumber: "+1 617 734 7359", Version: 1,
		Address: []customer.Address{{StreetAddress1: fmt.Sprintf("%d Main St", id), City: "Boston", ZipCode: "02134", Type: "primary"}}}
}

// four is a cluster of four customers, 1 to 4, who differ in email and address.
func four(t *testing.T) Waiting {
	return waiting(t, "I-001", person(1, "Ann", "a@example.org"), person(2, "Ann", "b@example.org"),
		person(3, "Ann", "a@example.org"), person(4, "Jane", "d@example.org"))
}

// read returns the sheets of a workbook, as a program that reads XLSX files
// would hand them over.
func read(t *testing.T, data []byte) []Table {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
		} `xml:"sheets>sheet"`
	}
	unmarshal(t, z, "xl/workbook.xml", &book)
	var tables []Table
	for i, s := range book.Sheets {
		var content struct {
			Rows []struct {
				Cells []struct {
					Ref    string `xml:"r,attr"`
					Inline string `xml:"is>t"`
					Value  string `xml:"v"`
				} `xml:"c"`
			} `xml:"sheetData>row"`
		}
		unmarshal(t, z, fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), &content)
		table := Table{Name: s.Name}
		for _, r := range content.Rows {
			var row []string
			for _, c := range r.Cells {
				for at := column(c.Ref); len(row) <= at; {
					row = append(row, "")
				}
				row[column(c.Ref)] = c.Inline + c.Value
			}
			table.Rows = append(table.Rows, row)
		}
		tables = append(tables, table)
	}
	return tables
}

func unmarshal(t *testing.T, z *zip.Reader, name string, into any) {
	t.Helper()
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(f)
	if err == nil {
		err = xml.Unmarshal(data, into)
	}
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// column is the 0-based column of a cell such as AB12.
func column(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// write returns the tables of a workbook with these contents.
func write(t *testing.T, c Contents) []Table {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, c); err != nil {
		t.Fatal(err)
	}
	return read(t, b.Bytes())
}

// set fills in a cell, as a person would.
func (t *Table) set(row int, title, text string) {
	at := slices.Index(t.Rows[0], title)
	if at < 0 {
		panic("no column " + title + " in " + strings.Join(t.Rows[0], "|"))
	}
	for len(t.Rows[row]) <= at {
		t.Rows[row] = append(t.Rows[row], "")
	}
	t.Rows[row][at] = text
}

func (t *Table) get(row int, title string) string {
	at := slices.Index(t.Rows[0], title)
	if at < 0 || at >= len(t.Rows[row]) {
		return ""
	}
	return t.Rows[row][at]
}
