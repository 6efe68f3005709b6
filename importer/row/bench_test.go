package row

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// customers is a CSV text of n rows with 15 columns, every tenth with quotes.
func customers(n int) []byte {
	var out bytes.Buffer
	out.WriteString("import_id,title,first,middle,last,suffix,email,phone,street,unit,city,state,zip,country,codes\n")
	for i := range n {
		street := fmt.Sprintf("%d Main Street", i%9999)
		if i%10 == 0 {
			street = fmt.Sprintf("\"%d Main Street, Rear \"\"B\"\"\"", i%9999)
		}
		fmt.Fprintf(&out, "IMP-%08d,Ms.,Maria%d,J,Garcia%d,,maria.%d@mail.example,(555) %03d-%04d,%s,Apt %d,Springfield,IL,%05d,United States,DNC;DNM\n",
			i, i%700, i%900, i, i%1000, i%10000, street, i%50, i%99999)
	}
	return out.Bytes()
}

func benchFile(b *testing.B, name string, data []byte) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		b.Fatal(err)
	}
	return path
}

func drain(b *testing.B, path string, want int) {
	b.Helper()
	r, err := Open(b.Context(), Source{Path: path}, Options{})
	if err != nil {
		b.Fatal(err)
	}
	n := 0
	for row, err := range r.Rows() {
		if err != nil || row.Fault != nil {
			b.Fatal(err, row.Fault)
		}
		n++
	}
	if err := r.Close(); err != nil || n != want {
		b.Fatal(n, err)
	}
}

const benchRows = 50_000

// BenchmarkCSV is everything: hashing, encoding evidence, detection, rows.
func BenchmarkCSV(b *testing.B) {
	data := customers(benchRows)
	path := benchFile(b, "a.csv", data)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		drain(b, path, benchRows)
	}
}

// BenchmarkStandardCSV is the yardstick: encoding/csv alone, fresh records.
func BenchmarkStandardCSV(b *testing.B) {
	data := customers(benchRows)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		r := csv.NewReader(bytes.NewReader(data))
		n := 0
		for {
			if _, err := r.Read(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != benchRows+1 {
			b.Fatal(n)
		}
	}
}

func BenchmarkJSONLines(b *testing.B) {
	var data bytes.Buffer
	for i := range benchRows {
		fmt.Fprintf(&data, `{"id":%d,"firstName":"Maria","lastName":"Garcia%d","email":"maria.%d@mail.example","address":[{"city":"Springfield"}]}`+"\n", i, i%900, i)
	}
	path := benchFile(b, "a.jsonl", data.Bytes())
	b.SetBytes(int64(data.Len()))
	for b.Loop() {
		drain(b, path, benchRows)
	}
}

const sheetRows = 5_000

func sheetFile(b *testing.B) string {
	b.Helper()
	f := excelize.NewFile()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		b.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimSpace(string(customers(sheetRows))), "\n") {
		var cells []any
		for _, cell := range strings.Split(line, ",")[:14] {
			cells = append(cells, cell)
		}
		if err := w.SetRow(fmt.Sprintf("A%d", i+1), append(cells, i)); err != nil {
			b.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(b.TempDir(), "a.xlsx")
	if err := f.SaveAs(path); err != nil {
		b.Fatal(err)
	}
	return path
}

func BenchmarkXLSX(b *testing.B) {
	path := sheetFile(b)
	b.ReportAllocs()
	for b.Loop() {
		drain(b, path, sheetRows)
	}
	b.ReportMetric(float64(b.N)*sheetRows/b.Elapsed().Seconds(), "rows/s")
}

// BenchmarkExcelizeRows is the yardstick: excelize's own iterator.
func BenchmarkExcelizeRows(b *testing.B) {
	path := sheetFile(b)
	for b.Loop() {
		f, err := excelize.OpenFile(path)
		if err != nil {
			b.Fatal(err)
		}
		rows, err := f.Rows("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			if _, err := rows.Columns(); err != nil {
				b.Fatal(err)
			}
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)*sheetRows/b.Elapsed().Seconds(), "rows/s")
}
