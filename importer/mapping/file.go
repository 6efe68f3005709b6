package mapping

import (
	"rollcall/importer/row"
	"rollcall/store/customer"
)

// File is a mapping file as written. Only names and words are checked until
// Compile sees the header of the file that it is used on. The zero value of a
// setting means that the file does not say.
type File struct {
	Name          string // for messages, as given to Parse
	Format        string // csv, xlsx, jsonl or "": from the file
	CSV           row.CSVOptions
	XLSX          row.XLSXOptions
	As            customer.Kind // "": customers
	Region        string        // ISO 3166, two capitals: phones, day/month order, ambiguous numbers
	DateFormats   []string      // value.Pattern, tried in turn
	Key           []string      // fields that name the customer, or KeyContent alone
	IDPrefix      string        // put before every import id of the file
	Clear         string        // the explicit clear; DefaultClear when not said
	Require       Requirement
	OnInvalid     Policy
	Extract       string // ExtractFull or ""
	List          string // ListAdd or "": replace
	FormulaEscape bool   // take back the apostrophe that --spreadsheet-safe put before formulas
	Constants     []Constant
	Columns       []Column
	Expressions   []Expression

	lines map[string]int // of the settings, for Compile's problems
}

// The words of settings that have few.
const (
	KeyContent   = "content" // the row's content is its key
	DefaultClear = `\N`
	ExtractFull  = "full"
	ListAdd      = "add"
)

// Requirement says what a new customer must have.
type Requirement string

// The requirements. Missing parts are blockers under RequireBoth, the default;
// what a weaker one does not ask for is a warning.
const (
	RequireBoth Requirement = "name_and_contact"
	RequireName Requirement = "name"
	RequireNone Requirement = "none"
)

// Policy says what happens to a value that is not valid for its field.
type Policy string

// The policies. Without one, a value is rejected, but a malformed phone is kept.
const (
	Reject Policy = "reject" // blocker: the row is not taken
	Drop   Policy = "drop"   // warning: the row is taken as if it had no such cell
	Keep   Policy = "keep"   // warning: the text is stored as it came
)

// Target says where a value goes and how it is read.
type Target struct {
	Field     string         // a path of customer.ParsePath, "name", or a key of a related record; "": not taken
	Type      customer.Type  // of a custom field or related key; "": text
	Match     customer.Match // of a custom field
	Formats   []string       // of a date; in place of the file's DateFormats
	OnInvalid Policy
	Split     string // between codes
	ParseName bool   // a whole name, to be split into its parts
	Line      int    // of the mapping file; 0: none
}

// Column maps one column of the file.
type Column struct {
	Name string
	Target
}

// Constant gives every row the same value.
type Constant struct {
	Text string
	Target
}

// Expression computes a value from the row's columns, in the language of
// expr-lang.org; row["NAME"] is a cell's text, "" when absent.
type Expression struct {
	Source string
	Target
}
