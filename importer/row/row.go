// Package row reads input files record by record: CSV, XLSX and JSON Lines. It
// detects dialect, encoding and header, says on what evidence, and never loses
// a record: what cannot be read as one comes out as a row with a Fault.
package row

import "iter"

// CellKind says what a cell is, beyond its text.
type CellKind int8

// The kinds of cells.
const (
	Plain  CellKind = iota // the text is the value; may be empty
	Absent                 // the record has no such cell: a missing JSON key
	Null                   // an explicit null: a JSON null
	Broken                 // an XLSX error cell (#REF!, #N/A); the text is the error's name
	Nested                 // a JSON object or array; the text is its JSON
)

// Cell is one value of a record. Dates of typed XLSX cells come as yyyy-MM-dd
// or yyyy-MM-ddTHH:mm:ss, numbers as plain decimals without float noise,
// booleans as true or false.
type Cell struct {
	Text string
	Kind CellKind
}

// Row is one record of a file.
type Row struct {
	Line   int    // 1-based line of the file, or row of the sheet, where the record starts; header included
	Record int    // 1-based count of records after the header, blank ones included
	Cells  []Cell // in header order; as many as the header has unless Fault says otherwise
	Raw    []byte // CSV and JSON Lines: the record's own bytes, line end included; XLSX: nil
	Fault  *Fault // what is wrong with the record's structure, or nil
}

// Blank says whether the record holds no value at all.
func (r Row) Blank() bool {
	if r.Fault != nil {
		return false
	}
	for _, c := range r.Cells {
		if c.Text != "" {
			return false
		}
	}
	return true
}

// Fault is a structural error in one record. Unreadable records (a broken
// quote, bytes that are no text) have no cells, only Raw.
type Fault struct {
	Code       string // ragged_row, broken_quote, not_text, not_json, ...
	Message    string // holds no value
	Unreadable bool
}

// Reader is an open input of one file or sheet.
type Reader interface {
	// Header returns the column names as they stand in the file, made unique.
	Header() []string
	// Info says what was read and how it was detected.
	Info() Info
	// Rows yields the records in file order, once; an error ends the stream and
	// means that the file cannot be read further. The Row's memory is the
	// caller's to keep.
	Rows() iter.Seq2[Row, error]
	Close() error
}

// Info describes an input and the evidence for what was detected.
type Info struct {
	File     string // as named on the command line; "-" for standard input
	Sheet    string // XLSX
	Format   string // csv, xlsx, jsonl
	SHA256   string // of the file's bytes, hex; "" until known (standard input: after the last row)
	Encoding string // csv: utf-8, windows-1252, ...
	CSV      Dialect
	// HeaderRow is the 1-based row of the header; HeaderRaw its own bytes
	// (CSV), so that rejects can be written under it.
	HeaderRow int
	HeaderRaw []byte
	BOM       []byte
	Notes     []string // guesses and ambiguities for people; no values
}

// Dialect is how a CSV file is written.
type Dialect struct {
	Delimiter rune
	Quote     rune // 0: none
	Escape    rune // 0: quotes are doubled
	LineEnd   string
}
