package mapping

import "rollcall/exporter"

// File is a mapping as written. Only its form is checked until Compile.
type File struct {
	Name       string // for messages, as given to Parse
	Format     exporter.Format
	CSV        exporter.Dialect
	DateFormat string // such as dd.MM.yyyy; "": as stored
	Columns    []Column
}

// Column is one column of the target system. Exactly one of Field, Value and
// Expr says where its text comes from; then Strip, Format, Values, Default and
// Max are applied, in this order.
type Column struct {
	Title    string
	Field    string            // a column that exporter.ParseColumns knows
	Value    string            // the same text for every customer
	Expr     string            // in the language of expr-lang.org, over customer["FIELD"]
	Strip    []string          // prefixes; the first that fits is taken away
	Format   string            // of dates and times, in place of the file's
	Values   map[string]string // texts to be replaced by others; the rest stays
	Default  string            // in place of an empty text
	Max      int               // the most characters (code points); 0: any number
	TooLong  TooLong
	Required bool // an empty text keeps the customer out
	Unique   bool // so does a text that an earlier customer had

	constant bool // Value was given
	line     int
}

// TooLong says what happens to a text that is longer than its column.
type TooLong string

// What can happen. The zero value is Reject.
const (
	Reject TooLong = "reject" // the customer is not delivered
	Cut    TooLong = "cut"    // the end is cut off, with a warning
	Drop   TooLong = "drop"   // the cell is left empty, with a warning
)
