package pipeline

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"rollcall/importer"
	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store/customer"
)

// ImportOptions say what is imported and how, in the words of the command line.
type ImportOptions struct {
	Files     []string
	Map       string // path of a mapping file
	As        string
	Mode      string
	Empty     string
	MaxErrors string
	Policy    string // path of a merge policy
	Batch     int
	DryRun    bool
	Resume    bool
	Strict    bool
	Yes       bool
}

// Check refuses words that the options do not know.
func (o *ImportOptions) Check() error {
	if o.Mode == "" {
		o.Mode = string(importer.Upsert)
	}
	if !slices.Contains(importer.Modes, importer.Mode(o.Mode)) {
		return fmt.Errorf("%w: --mode takes upsert, create, update or replace", ErrUsage)
	}
	if o.Empty != "" && o.Empty != "keep" && o.Empty != "clear" {
		return fmt.Errorf("%w: --empty takes keep or clear", ErrUsage)
	}
	if o.As != "" && o.As != "customers" && !slices.Contains(customer.Kinds, customer.Kind(o.As)) {
		return fmt.Errorf("%w: --as takes customers or one of %s", ErrUsage, strings.Trim(fmt.Sprint(customer.Kinds), "[]"))
	}
	if o.Batch < 0 {
		return fmt.Errorf("%w: --batch takes a whole number of rows, from 1 on", ErrUsage)
	}
	if _, err := importer.ParseLimit(o.MaxErrors); err != nil {
		return fmt.Errorf("%w: --max-errors: %w", ErrUsage, err)
	}
	return nil
}

// Inputs are opened files with their mappings, checked before the store is
// touched.
type Inputs struct {
	List        []importer.Input
	Notes       []string
	Fingerprint string // of file hashes, mapping and options
	Hashes      map[string]string
	again       string // flags that import the rejected rows as the first time
}

// Close closes the files.
func (in *Inputs) Close() {
	for _, i := range in.List {
		i.Reader.Close()
	}
}

// OpenInputs opens the files of an import and compiles their mapping.
func OpenInputs(ctx context.Context, o ImportOptions, stdin io.Reader) (*Inputs, error) {
	var file *mapping.File
	var text []byte
	if o.Map != "" {
		var err error
		if text, err = os.ReadFile(o.Map); err != nil {
			return nil, fmt.Errorf("the mapping file: %w", err)
		}
		if file, err = mapping.Parse(o.Map, text); err != nil {
			return nil, err
		}
		if o.As != "" && o.As != "customers" {
			file.As = customer.Kind(o.As)
		}
	}
	paths, err := row.Expand(o.Files)
	if err != nil {
		return nil, err
	}
	in := &Inputs{Hashes: map[string]string{}, again: o.flags()}
	for _, path := range paths {
		opened, notes, err := openInput(ctx, row.Source{Path: path, Stdin: stdin}, file, o)
		if err != nil {
			in.Close()
			return nil, err
		}
		in.List = append(in.List, opened)
		in.Notes = append(in.Notes, notes...)
		in.Hashes[path] = opened.Reader.Info().SHA256
	}
	in.Fingerprint = fingerprint(o, text, in.List)
	return in, nil
}

// fingerprint identifies an import for --resume: the same files, mapping and
// options. How it is batched, reported and stopped makes no difference.
func fingerprint(o ImportOptions, mapText []byte, list []importer.Input) string {
	o.Map, o.Batch, o.Resume, o.DryRun, o.MaxErrors, o.Yes = "", 0, false, false, "", false
	h := sha256.New()
	_ = json.NewEncoder(h).Encode(o) // a hash takes everything
	h.Write(mapText)
	for _, in := range list {
		fmt.Fprintln(h, in.Reader.Info().SHA256)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// openInput opens one file and finds its mapping: the one given, the Customer
// object's own names, or a suggestion.
func openInput(ctx context.Context, src row.Source, file *mapping.File, o ImportOptions) (importer.Input, []string, error) {
	options := row.Options{}
	if file != nil {
		options = row.Options{Format: file.Format, CSV: file.CSV, XLSX: file.XLSX}
	}
	reader, err := openReader(ctx, src, options)
	if err != nil {
		return importer.Input{}, nil, err
	}
	var plan *mapping.Plan
	var notes []string
	if file != nil {
		plan, err = compile(reader, file)
	} else {
		plan, notes, err = guess(reader, o)
	}
	if err == nil {
		err = keyed(reader, plan, o)
	}
	if err == nil && o.Strict && len(plan.Unmapped()) > 0 {
		err = fmt.Errorf("%s: the mapping says nothing about the columns %q; map them, or set them to null", src.Path, plan.Unmapped())
	}
	if err != nil {
		reader.Close()
		return importer.Input{}, nil, err
	}
	for _, n := range plan.Notes() {
		notes = append(notes, src.Path+": "+n)
	}
	if u := plan.Unmapped(); len(u) > 0 {
		notes = append(notes, fmt.Sprintf("%s: columns that the mapping does not mention were not taken: %q", src.Path, u))
	}
	return importer.Input{Reader: reader, Plan: plan}, notes, nil
}

// openReader opens a file. A rejects file that is imported again has its
// header in the first row, whatever the mapping says of the original.
func openReader(ctx context.Context, src row.Source, options row.Options) (row.Reader, error) {
	if src.Path != "-" && (options.CSV.HeaderRow > 1 || options.XLSX.HeaderRow > 1) {
		plain := options
		plain.CSV.HeaderRow, plain.XLSX.HeaderRow = 1, 1
		if reader, err := row.Open(ctx, src, plain); err == nil {
			if slices.Contains(reader.Header(), row.RejectRowColumn) {
				return reader, nil
			}
			reader.Close()
		}
	}
	return row.Open(ctx, src, options)
}

// compile compiles a mapping file over a file's header. One that names no
// columns leaves them to the file's own names.
func compile(reader row.Reader, file *mapping.File) (*mapping.Plan, error) {
	if file.Bare() {
		options := mapping.Options{As: file.As, Region: file.Region, FormulaEscape: file.FormulaEscape}
		if plan, ok := mapping.Native(reader.Header(), typed(reader, options)); ok {
			return plan, nil
		}
	}
	plan, err := file.Compile(reader.Header(), typed(reader, mapping.Options{}))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", reader.Info().File, err)
	}
	return plan, nil
}

// typed says whether the file's format has numbers of its own.
func typed(reader row.Reader, o mapping.Options) mapping.Options {
	o.Typed = reader.Info().Format != "csv"
	return o
}

// sampleRows is how many rows a suggestion looks at.
const sampleRows = 200

// lowConfidence is below what a guess is reported as unsure.
const lowConfidence = 0.8

// guess maps a file without a mapping: by the Customer object's own names, or
// by a suggestion.
func guess(reader row.Reader, o ImportOptions) (*mapping.Plan, []string, error) {
	options := typed(reader, mapping.Options{As: customer.Kind(o.kind())})
	if plan, ok := mapping.Native(reader.Header(), options); ok {
		return plan, nil, nil
	}
	file, guesses, err := suggest(reader, options)
	if err != nil {
		return nil, nil, err
	}
	plan, err := compile(reader, file)
	if err != nil {
		return nil, nil, err
	}
	name := reader.Info().File
	notes := []string{name + ": no mapping was given; columns were matched by their names (rollcall map prints the mapping)"}
	var unsure []string
	for _, g := range guesses {
		if g.Field != "" && g.Confidence < lowConfidence {
			unsure = append(unsure, fmt.Sprintf("%q -> %s (%.2f)", g.Column, g.Field, g.Confidence))
		}
	}
	if len(unsure) > 0 && o.Strict {
		return nil, nil, fmt.Errorf("%s: unsure guesses: %v; save the mapping with rollcall map, correct it and give --map", name, unsure)
	}
	for _, text := range unsure {
		notes = append(notes, name+": unsure guess: "+text)
	}
	return plan, notes, nil
}

func (o ImportOptions) kind() string {
	if o.As == "customers" {
		return ""
	}
	return o.As
}

// suggest proposes a mapping from the header and sample rows. The file says
// where the header was found, so that a saved mapping reads it the same way.
func suggest(reader row.Reader, options mapping.Options) (*mapping.File, []mapping.Guess, error) {
	var sample []row.Row
	for r, err := range reader.Rows() {
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", reader.Info().File, err)
		}
		if sample = append(sample, r); len(sample) == sampleRows {
			break
		}
	}
	file, guesses := mapping.Suggest(reader.Header(), sample, options)
	file.As = options.As
	switch info := reader.Info(); {
	case info.HeaderRow <= 1:
	case info.Format == "csv":
		file.CSV.HeaderRow = info.HeaderRow
	case info.Format == "xlsx":
		file.XLSX.HeaderRow, file.XLSX.Sheet = info.HeaderRow, info.Sheet
	}
	return file, guesses, nil
}

// keyed refuses a file whose rows cannot be known again.
func keyed(reader row.Reader, plan *mapping.Plan, o ImportOptions) error {
	f := plan.File()
	if f.As != "" || len(f.Key) > 0 || o.Mode == string(importer.Create) {
		return nil
	}
	for _, target := range []string{"externalCustomerImportId", "customerId", "id"} {
		if plan.Has(target) {
			return nil
		}
	}
	return fmt.Errorf("%s: no column names the customer: map one to externalCustomerImportId, set key in the mapping (key: content makes the row its own key), or import with --mode create", reader.Info().File)
}

// Suggestion is a mapping that fits a file.
type Suggestion struct {
	File    string          `json:"file"`
	Mapping string          `json:"mapping"`
	Guesses []mapping.Guess `json:"columns"`
	YAML    []byte          `json:"-"`
}

// SuggestMapping proposes a mapping for a file.
func SuggestMapping(ctx context.Context, src row.Source) (*Suggestion, error) {
	reader, err := row.Open(ctx, src, row.Options{})
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	file, guesses, err := suggest(reader, typed(reader, mapping.Options{}))
	if err != nil {
		return nil, err
	}
	text := file.YAML(guesses)
	return &Suggestion{File: src.Path, Mapping: string(text), Guesses: guesses, YAML: text}, nil
}
