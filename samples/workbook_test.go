package samples_test

import (
	"archive/zip"
	"encoding/xml"
	"strings"
	"testing"
)

// sheetXML is the little of a sheet's XML that these checks need; the file
// keeps its texts inline.
type sheetXML struct {
	Rows []struct {
		Cells []struct {
			Ref    string `xml:"r,attr"`
			Value  string `xml:"v"`
			Inline string `xml:"is>t"`
		} `xml:"c"`
	} `xml:"sheetData>row"`
	Merged []struct{} `xml:"mergeCells>mergeCell"`
}

// readPatrons returns the rows below the header of the box office's workbook,
// cells by their column letters A to P, blank rows included.
func readPatrons(t *testing.T) [][]string {
	t.Helper()
	sheet := readSheet(t)
	if len(sheet.Merged) != 2 {
		t.Errorf("ticketing.xlsx has %d merged title cells, want 2", len(sheet.Merged))
	}
	var rows [][]string
	for _, r := range sheet.Rows {
		row := make([]string, 16)
		for _, c := range r.Cells {
			row[c.Ref[0]-'A'] = c.Value + c.Inline
		}
		rows = append(rows, row)
	}
	for i, row := range rows {
		if row[0] == "Patron No" {
			return rows[i+1:]
		}
	}
	t.Fatal("ticketing.xlsx has no header")
	return nil
}

func readSheet(t *testing.T) sheetXML {
	t.Helper()
	book, err := zip.OpenReader("ticketing.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	f, err := book.Open("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var sheet sheetXML
	if err := xml.NewDecoder(f).Decode(&sheet); err != nil {
		t.Fatal(err)
	}
	return sheet
}

// TestWorkbookIsTyped holds the workbook to what makes it a test: numbers with
// a zip code's format and texts in other scripts.
func TestWorkbookIsTyped(t *testing.T) {
	short, other := 0, 0
	for _, row := range readPatrons(t) {
		if len(row[8]) == 4 && row[9] == "US" {
			short++ // 02116 stored as the number 2116
		}
		if strings.ContainsAny(row[1], "ΓОН美فА伟") {
			other++
		}
	}
	if short < 5 || other < 8 {
		t.Errorf("%d zip codes without their leading zero, %d names in other scripts", short, other)
	}
}
