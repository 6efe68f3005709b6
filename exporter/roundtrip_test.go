package exporter_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"rollcall/exporter"
	"rollcall/store/customer"
)

// parseCSV reads RFC 4180 to the letter; nil when text is not of it.
func parseCSV(text string) (rows [][]string) {
	row, cell, i := []string{}, strings.Builder{}, 0
	for i < len(text) {
		if text[i] == '"' {
			for i++; ; i++ {
				if i >= len(text) {
					return nil
				}
				if text[i] == '"' {
					if i+1 >= len(text) || text[i+1] != '"' {
						break
					}
					i++
				}
				cell.WriteByte(text[i])
			}
			i++
		} else {
			for i < len(text) && text[i] != ',' && text[i] != '\n' {
				cell.WriteByte(text[i])
				i++
			}
		}
		if i >= len(text) || (text[i] != ',' && text[i] != '\n') {
			return nil
		}
		row = append(row, cell.String())
		cell.Reset()
		if text[i] == '\n' {
			rows, row = append(rows, row), []string{}
		}
		i++
	}
	return rows
}

// pieces are what random values are made of: all that tends to get lost.
var pieces = []string{"", "a", "Zoë", " ", "\"", ",", "\n", "\r\n", "\r", "0", "007", "=1", "'", "\t", ";", "#", "\\N", "{", "李", "<&>", "_x0041_", "\u2028", "x\x01y"}

func randomText(r *rand.Rand) string {
	var b strings.Builder
	for range r.IntN(5) {
		b.WriteString(pieces[r.IntN(len(pieces))])
	}
	return b.String()
}

func randomCustomer(r *rand.Rand, id int64) *customer.Customer {
	c := &customer.Customer{ID: id, Deceased: r.IntN(2) == 0}
	for i := range customer.CoreFields {
		if f := &customer.CoreFields[i]; f.Portable && !f.Bool {
			f.Set(c, randomText(r))
		}
	}
	for range r.IntN(3) {
		c.SolicitationCodes = append(c.SolicitationCodes, randomText(r))
		c.Address = append(c.Address, customer.Address{City: randomText(r), Type: "primary"})
		c.SetField("f"+randomText(r), customer.Value{Type: customer.Text, Text: randomText(r)})
	}
	return c
}

// Each format gives back each portable value, character by character.
func TestEveryFormatKeepsEveryCharacter(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	list := make([]*customer.Customer, 300)
	for i := range list {
		list[i] = randomCustomer(r, int64(i+1))
	}
	portable := exporter.Portable()
	want := make([]map[string]string, len(list))
	for i, c := range list {
		want[i] = texts(c, portable)
	}
	for _, format := range []exporter.Format{exporter.CSV, exporter.XLSX, exporter.JSONL} {
		data, _ := export(t, exporter.Options{Format: format}, portable, list...)
		got := read(t, format, data)
		if len(got) != len(want) {
			t.Fatalf("%s: %d records, want %d", format, len(got), len(want))
		}
		for i := range got {
			for name, text := range want[i] {
				if got[i][name] != text {
					t.Errorf("%s: customer %d: %s: wrote %q, read %q", format, i+1, name, text, got[i][name])
				}
			}
		}
	}
}

// texts returns what should be found in each column.
func texts(c *customer.Customer, columns []exporter.Column) map[string]string {
	m := map[string]string{"fields": c.FieldsText(), "fieldTypes": c.FieldTypesText()}
	for _, column := range columns {
		if p, err := customer.ParsePath(column.Name); err == nil {
			m[column.Name] = c.Text(p)
		}
	}
	return m
}

func read(t *testing.T, format exporter.Format, data string) []map[string]string {
	t.Helper()
	switch format {
	case exporter.CSV:
		return byTitle(parseCSV(data))
	case exporter.XLSX:
		return byTitle(readXLSX(t, data))
	}
	var list []map[string]string
	for line := range strings.Lines(data) {
		var object map[string]json.RawMessage
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatal(err)
		}
		m := map[string]string{}
		for name, raw := range object {
			var text string
			if json.Unmarshal(raw, &text) != nil {
				text = string(raw)
			}
			m[name] = text
		}
		list = append(list, m)
	}
	return list
}

func readXLSX(t *testing.T, data string) [][]string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	rows, err := f.GetRows("Customers")
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rows[1:] {
		for i, text := range row {
			if text == "TRUE" || text == "FALSE" {
				row[i] = strings.ToLower(text)
			}
		}
	}
	return rows
}

func byTitle(rows [][]string) (list []map[string]string) {
	for _, row := range rows[min(1, len(rows)):] {
		m := map[string]string{}
		for i, text := range row {
			m[rows[0][i]] = text
		}
		list = append(list, m)
	}
	return list
}

func FuzzCSV(f *testing.F) {
	for _, text := range pieces {
		f.Add(text, "x")
	}
	f.Fuzz(func(t *testing.T, first, last string) {
		data, _ := export(t, exporter.Options{Format: exporter.CSV}, columns(t, "firstName,lastName"), &customer.Customer{FirstName: first, LastName: last})
		rows := parseCSV(data)
		if len(rows) != 2 || len(rows[1]) != 2 || rows[1][0] != first || rows[1][1] != last {
			t.Errorf("wrote %q %q, read %q", first, last, rows)
		}
		lone, _ := export(t, exporter.Options{Format: exporter.CSV}, columns(t, "firstName"), &customer.Customer{FirstName: first})
		if rows := parseCSV(lone); len(rows) != 2 || rows[1][0] != first || strings.Contains(lone, "\n\n") && first == "" {
			t.Errorf("alone: wrote %q, read %q", first, rows)
		}
	})
}
