package pipeline

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"rollcall/dedupe/merge/workbook"
)

const decided = "cluster_id,reasons,customer_id,external_customer_import_id,customerSource,group,decision,name,choose name,reviewer,comment,fingerprint\n" +
	"c,weak_link,1,I-1,RE,1,merge,Ann,,Pat,,f\n" +
	"c,weak_link,2,I-2,RE,1,,'=Eve,,,,f\n"

// TestReadTables: however a spreadsheet program writes the file, the decisions
// are the same.
func TestReadTables(t *testing.T) {
	semicolons := bytes.ReplaceAll([]byte(decided), []byte(","), []byte(";"))
	for name, data := range map[string][]byte{
		"plain":      []byte(decided),
		"semicolons": semicolons,
		"windows":    bytes.ReplaceAll(bytes.ReplaceAll(semicolons, []byte("Pat"), []byte("P\xe4t")), []byte("\n"), []byte("\r\n")),
		"mark":       append([]byte("\xef\xbb\xbf"), decided...),
		"tabs":       bytes.ReplaceAll([]byte(decided), []byte(","), []byte("\t")),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "decided.csv")
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
			tables, err := readTables(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			rulings, refused, err := workbook.Read(tables...)
			if err != nil || len(refused) > 0 || len(rulings) != 1 || len(rulings[0].Groups) != 1 {
				t.Fatalf("%v %v %v", rulings, refused, err)
			}
		})
	}
}

// FuzzReadTables: whatever the file holds, it is read or refused, and what was
// read can be given back.
func FuzzReadTables(f *testing.F) {
	f.Add([]byte(decided))
	f.Add([]byte("PK\x03\x04"))
	var book bytes.Buffer
	if err := workbook.Write(&book, workbook.Contents{}); err != nil {
		f.Fatal(err)
	}
	f.Add(book.Bytes())
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "decided.csv")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		tables, err := readTables(t.Context(), path)
		if err != nil {
			return
		}
		if _, _, err := workbook.Read(tables...); err != nil {
			return
		}
		if !tables[0].CSV {
			return
		}
		if err := workbook.ReturnCSV(&bytes.Buffer{}, tables[0], nil); err != nil {
			t.Fatalf("read, but not given back: %v", err)
		}
	})
}
