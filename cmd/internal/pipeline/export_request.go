package pipeline

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"rollcall/exporter"
	"rollcall/exporter/mapping"
	"rollcall/store"
	"rollcall/store/customer"
)

// ExportRequest says what is exported and how, in the words of the command line
// and of pipeline files; zero values are the defaults.
type ExportRequest struct {
	File         string // "-": standard output
	Format       string // csv, xlsx, jsonl; "": from the file's name
	As           string // customers, aliases, crosswalk or a kind of related records
	Columns      string // as exporter.ParseColumns
	Map          string // path of an export mapping
	UpdatedAfter string // last, a run, a date or a time: only what changed after it
	Query        store.Query

	Delimiter, Encoding, LineEnd, Quote, Unencodable string
	Excel, SpreadsheetSafe                           bool
	Sheets                                           bool // XLSX: lists and related records on sheets of their own

	Shards, RowsPerFile int
	SplitBy             string // a column
}

// The tables beside those of related records.
const (
	asCustomers = "customers"
	asAliases   = "aliases"
	asCrosswalk = "crosswalk"
)

// Export is a request that was checked.
type Export struct {
	request ExportRequest
	writing exporter.Options
	columns []exporter.Column
	mapping *mapping.File
	group   *exporter.Column
	stream  string // identifies what is delivered where, for last
}

// Check refuses a request that makes no sense and reads its mapping.
func (r ExportRequest) Check() (*Export, error) {
	x := &Export{request: r}
	x.request.As = cmp.Or(r.As, asCustomers)
	for _, step := range []func() error{x.checkTable, x.readMapping, x.checkFormat, x.checkDialect, x.checkLayout, x.identify} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// kind is the kind of related records that is exported, or "".
func (x *Export) kind() customer.Kind {
	if kind := customer.Kind(x.request.As); slices.Contains(customer.Kinds, kind) {
		return kind
	}
	return ""
}

func (x *Export) checkTable() error {
	r := x.request
	switch {
	case !slices.Contains([]string{asCustomers, asAliases, asCrosswalk}, r.As) && x.kind() == "":
		return fmt.Errorf("%w: --as takes %s, %s, %s or one of %v", ErrUsage, asCustomers, asAliases, asCrosswalk, customer.Kinds)
	case r.As != asCustomers && (r.Columns != "" || r.Map != ""):
		return fmt.Errorf("%w: --as %s has columns of its own: leave --columns and --map out", ErrUsage, r.As)
	case r.Columns != "" && r.Map != "":
		return fmt.Errorf("%w: the mapping says the columns: leave --columns out", ErrUsage)
	case r.UpdatedAfter == LastExport && r.File == "-":
		return fmt.Errorf("%w: --updated-after last needs a file: what standard output delivered cannot be known; name a file, or give a time or a run", ErrUsage)
	case r.Columns == "":
		return nil
	}
	var err error
	if x.columns, err = exporter.ParseColumns(r.Columns); err != nil {
		return fmt.Errorf("%w: %w", ErrUsage, err)
	}
	return nil
}

func (x *Export) readMapping() error {
	if x.request.Map == "" {
		return nil
	}
	text, err := os.ReadFile(x.request.Map)
	if err != nil {
		return err
	}
	if x.mapping, err = mapping.Parse(x.request.Map, text); err == nil {
		_, err = x.compile(exporter.MergedInto(nil))
	}
	return err
}

// compile compiles the mapping for one export.
func (x *Export) compile(mergedInto exporter.Column) (*mapping.Plan, error) {
	return x.mapping.Compile(mergedInto)
}

// checkFormat finds the format: as said, as mapped, or as the file is named.
func (x *Export) checkFormat() error {
	word := x.request.Format
	if word == "" && x.mapping != nil {
		word = string(x.mapping.Format)
	}
	var err error
	switch {
	case x.request.Sheets && (x.mapping != nil || x.request.As != asCustomers):
		return fmt.Errorf("%w: --sheets is for customers without --map", ErrUsage)
	case word != "":
		x.writing.Format, err = exporter.FormatOf("." + word)
	case x.request.File == "-":
		x.writing.Format = exporter.CSV
	default:
		x.writing.Format, err = exporter.FormatOf(x.request.File)
	}
	if err == nil && x.request.Sheets && x.writing.Format != exporter.XLSX {
		err = fmt.Errorf("%w: only xlsx has --sheets", ErrUsage)
	}
	return err
}

// checkDialect puts what the request says over what the mapping says.
func (x *Export) checkDialect() error {
	r, d := x.request, exporter.Dialect{}
	if x.mapping != nil {
		d = x.mapping.CSV
	}
	x.writing.SpreadsheetSafe = r.SpreadsheetSafe || r.Excel
	if r.Excel {
		d.Encoding, d.CRLF = exporter.UTF8BOM, true
	}
	delimiter, err := exporter.ParseDelimiter(r.Delimiter)
	if err != nil {
		return fmt.Errorf("%w: --delimiter: %w", ErrUsage, err)
	}
	d.Delimiter = cmp.Or(delimiter, d.Delimiter)
	d.Encoding = exporter.Encoding(cmp.Or(r.Encoding, string(d.Encoding)))
	d.Quote = exporter.Quote(cmp.Or(r.Quote, string(d.Quote)))
	if r.LineEnd != "" {
		d.CRLF = r.LineEnd == "crlf"
	}
	if r.Unencodable != "" {
		d.Replace = r.Unencodable == "replace"
	}
	switch {
	case !slices.Contains([]string{"", "lf", "crlf"}, r.LineEnd):
		return fmt.Errorf("%w: --line-end takes lf or crlf", ErrUsage)
	case !slices.Contains([]string{"", "error", "replace"}, r.Unencodable):
		return fmt.Errorf("%w: --unencodable takes error or replace", ErrUsage)
	}
	if _, err := d.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrUsage, err)
	}
	x.writing.CSV = d
	return nil
}

func (x *Export) checkLayout() error {
	r := x.request
	x.writing.Layout = exporter.Layout{Shards: r.Shards, PerFile: r.RowsPerFile}
	if r.SplitBy != "" {
		list, err := exporter.ParseColumns(r.SplitBy)
		if err == nil && len(list) != 1 {
			err = exporter.ErrColumn
		}
		if err != nil {
			return fmt.Errorf("%w: --split-by takes one column: %w", ErrUsage, err)
		}
		x.group, x.writing.Layout.SplitBy = &list[0], list[0].Title
	}
	if err := x.writing.Layout.Check(); err != nil {
		return fmt.Errorf("%w: %w", ErrUsage, err)
	}
	if r.File == "-" && x.writing.Layout != (exporter.Layout{}) {
		return fmt.Errorf("%w: standard output is one file: leave --shards, --rows-per-file and --split-by out", ErrUsage)
	}
	return nil
}

// identify says what makes two exports deliveries of the same: the destination,
// dates in its name left aside, and everything that decides which customers and
// columns it holds. How the file is encoded or spread makes no difference.
func (x *Export) identify() error {
	if x.request.File == "-" {
		return nil
	}
	path, err := filepath.Abs(x.request.File)
	if err != nil {
		return err
	}
	q := x.request.Query
	q.Sort = nil
	what := struct {
		Path, As, Columns string
		Mapping           *mapping.File
		Query             store.Query
	}{withoutDates(path), x.request.As, x.request.Columns, x.mapping, q}
	text, err := json.Marshal(what)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	x.stream = "export:" + hex.EncodeToString(sum[:])
	return nil
}

// dates as file names carry them: 20261122, 2026-11-22, 22.11.2026, also with a
// time of day behind.
var dates = regexp.MustCompile(`(\d{4}[-_.]?\d{2}[-_.]?\d{2}|\d{2}[-.]\d{2}[-.]\d{4})([T_-]?\d{2}[-_.]?\d{2}([-_.]?\d{2})?Z?)?`)

// withoutDates returns a path without the dates in it.
func withoutDates(path string) string { return strings.ToLower(dates.ReplaceAllString(path, "*")) }
