// Package row reads input files record by record: CSV, XLSX and JSON Lines. It
// detects dialect, encoding and header, says on what evidence, and never loses
// a record: what cannot be read as one comes out as a row with a Fault.
package row

import (
	"iter"
	"strings"
)

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
	Own    int    // length of the part of Raw before the line end (JSON: the closing brace) and before reject columns
	Fault  *Fault // what is wrong with the record's structure, or nil
	// Warning is something odd that does not stop the row from being taken, or
	// nil: extra_empty_cells, quote_spans_records, repeated_key.
	Warning *Fault
}

// Blank says whether the record holds no value at all: nothing but blanks, also
// in a line that has other cells than the header.
func (r Row) Blank() bool {
	if r.Fault != nil && r.Fault.Code != RaggedRow {
		return false
	}
	for _, c := range r.Cells {
		if strings.TrimSpace(c.Text) != "" {
			return false
		}
	}
	return true
}

// Codes of faults and warnings.
const (
	RaggedRow         = "ragged_row"          // more or fewer cells than the header; the cells are kept as they came
	BrokenQuote       = "broken_quote"        // a quoted cell goes on after its closing quote or never ends; unreadable
	NotText           = "not_text"            // bytes that are no text in the file's encoding, or NUL; cells kept, with U+FFFD
	RecordTooLong     = "record_too_long"     // longer than Options.MaxRecord; comes as several unreadable rows
	NotJSON           = "not_json"            // not a JSON object; unreadable
	UnknownKey        = "unknown_key"         // a JSON key that the records at the start of the file do not have
	ExtraEmptyCells   = "extra_empty_cells"   // warning: empty cells beyond the header, left out
	QuoteSpansRecords = "quote_spans_records" // warning: a quoted cell holds lines that look like records
	RepeatedKey       = "repeated_key"        // warning: a JSON object has a key twice; the last one counts
)

// Fault is a structural error in one record. Unreadable records (a broken
// quote, bytes that are no object) have no cells, only Raw.
type Fault struct {
	Code       string // one of the codes above
	Message    string // holds no value
	Unreadable bool
}

// Reader is an open input of one file or sheet.
type Reader interface {
	// Header returns the column names as they stand in the file, made unique.
	Header() []string
	// Info says what was read and how it was detected. Its Notes are complete
	// after the last row.
	Info() Info
	// Rows yields the records in file order, from the first at every call, but
	// not in two loops at once; an error ends the stream and means that the
	// file cannot be read further. The Row's memory is the caller's to keep,
	// not to write to: blank rows share theirs.
	Rows() iter.Seq2[Row, error]
	Close() error
}

// Info describes an input and the evidence for what was detected.
type Info struct {
	File     string // as named on the command line; "-" for standard input
	Sheet    string // XLSX
	Format   string // csv, xlsx, jsonl
	SHA256   string // of the file's bytes as stored, before decompression; hex
	Encoding string // csv: utf-8, windows-1252, ...
	CSV      Dialect
	// HeaderRow is the 1-based row of the header; HeaderRaw its own bytes
	// (CSV), so that rejects can be written under it.
	HeaderRow int
	HeaderRaw []byte
	BOM       []byte
	Preamble  []byte   // CSV: the bytes between BOM and header: titles, blank lines, comments
	Annotated bool     // the file ends with the columns that rejects add; see RejectRecord
	Notes     []string // guesses and ambiguities for people; no values
}

// Dialect is how a CSV file is written.
type Dialect struct {
	Delimiter rune
	Quote     rune   // 0: none
	Escape    rune   // 0: quotes are doubled
	Comment   string // start of lines that are no records; "": none
	LineEnd   string // "\n", "\r\n" or "\r"
}
