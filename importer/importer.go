// Package importer takes the rows of input files into a store: it maps and
// checks them, finds out whom each one means, applies what changed since the
// row's key spoke last, and accounts for every row in a ledger, an error report
// and reject files. The result does not depend on how rows fall into batches.
package importer

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"rollcall/importer/mapping"
	"rollcall/importer/row"
	"rollcall/store"
	"rollcall/store/customer"
)

// Store is the part of a store that an import needs.
type Store interface {
	Find(ctx context.Context, refs []customer.Ref) ([][]store.Hit, error)
	FindBy(ctx context.Context, paths []customer.Path, values [][]string) ([][]store.Hit, error)
	Load(ctx context.Context, ids []int64, include store.Include) ([]*customer.Customer, error)
	Recall(ctx context.Context, keys []string) ([]store.Memory, error)
	Reserve(ctx context.Context, n int) ([]int64, []string, error)
	Related(ctx context.Context, kind customer.Kind, ids []string) ([]customer.Related, error)
	KeysOf(ctx context.Context, source string) iter.Seq2[store.SourceKey, error]
	List(ctx context.Context, q store.Query) iter.Seq2[*customer.Customer, error]
	Take(ctx context.Context, batch store.Batch) error
}

// Mode says which customers an import may touch.
type Mode string

// The modes.
const (
	Upsert  Mode = "upsert"
	Create  Mode = "create"
	Update  Mode = "update"
	Replace Mode = "replace" // a whole-object PUT: what this key supplied before and the row does not send is removed
)

// Modes lists every mode.
var Modes = []Mode{Upsert, Create, Update, Replace}

// Errors that end an import early. The store holds what was taken up to then,
// and the checkpoint says where to go on.
var (
	ErrTooManyRejects = errors.New("too many rejected rows")
	ErrInterrupted    = errors.New("interrupted")
)

// DefaultBatch is how many rows one transaction takes.
const DefaultBatch = 2_500

// Input is one file with its mapping, ready to be read.
type Input struct {
	Reader row.Reader
	Plan   *mapping.Plan
}

// Options say how an import runs.
type Options struct {
	Run         string // the run's id
	Mode        Mode
	EmptyClears bool // an empty cell removes the value
	DryRun      bool // write reports only
	Batch       int  // rows a transaction; 0: DefaultBatch
	MaxErrors   Limit
	Dir         string // report folder; exists
	Numbered    bool   // reject files carry the input's number and stem
	First       int    // number of the first input, from 1
	Shrunk      bool   // take a full extract that shrank
	Append      bool   // errors.csv goes on after what an earlier step wrote
	Checkpoint  []byte // of the run that is resumed, or nil
	// Through says what becomes of a survivor when a customer merged into it
	// changes from before to after; nil: the survivor stays as it is.
	Through  func(survivor, before, after *customer.Customer) *customer.Customer
	Progress func(read int64)
	Stopping func() bool // asks to stop after the present batch; may be nil
}

// Summary is what an import did.
type Summary struct {
	Step     string                `json:"step"`
	Run      string                `json:"run"`
	DryRun   bool                  `json:"dry_run,omitempty"`
	Files    []FileSummary         `json:"files"`
	Rows     Ledger                `json:"rows"`
	Warnings int64                 `json:"warnings"`
	Removed  int64                 `json:"removed,omitempty"` // values that mode replace removes
	Reasons  []Reason              `json:"top_reasons,omitempty"`
	Absent   int64                 `json:"absent,omitempty"`         // keys that a full extract lacks
	Changes  map[string]int64      `json:"changes,omitempty"`        // of a dry run: changed values by field
	Fields   map[string]FieldCount `json:"changed_fields,omitempty"` // what the updated rows change, by field
	Notes    []string              `json:"notes,omitempty"`          // guesses and ambiguities
	Profile  []ColumnProfile       `json:"profile,omitempty"`
	Reports  Reports               `json:"reports"`
}

// FileSummary is one input's part.
type FileSummary struct {
	File   string `json:"file"`
	Sheet  string `json:"sheet,omitempty"`
	SHA256 string `json:"sha256,omitempty"`
	Rows   Ledger `json:"rows"`
}

// Reports are the places of the report files.
type Reports struct {
	Errors  string   `json:"errors"`
	Rejects []string `json:"rejects"`
	Absent  string   `json:"absent,omitempty"`
	Changes string   `json:"changes,omitempty"` // of a dry run: every value that would change
}

// Run imports the inputs in order. The summary is complete even when an error
// ends the import early.
func Run(ctx context.Context, st Store, inputs []Input, opt Options) (_ *Summary, err error) {
	if opt.Batch <= 0 {
		opt.Batch = DefaultBatch
	}
	if opt.Mode == "" {
		opt.Mode = Upsert
	}
	if opt.DryRun {
		dry, err := newScratch(st, inputs, opt.Dir)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, dry.spill.close()) }()
		st = dry
	}
	r, err := newRunner(st, inputs, &opt)
	if err != nil {
		return nil, err
	}
	if !opt.Shrunk && opt.Checkpoint == nil {
		err = r.extract.check(ctx, inputs)
	}
	if err == nil {
		r.fewer, err = readSequences(ctx, st, inputs, &opt)
	}
	if err == nil {
		r.unasked, err = unasked(ctx, st, inputs, &opt)
	}
	for i := 0; i < len(inputs) && err == nil; i++ {
		err = r.input(ctx, i)
	}
	sum, closeErr := r.close(err == nil)
	if err == nil {
		err = closeErr
	}
	if err == nil {
		sum.Reports.Absent, sum.Absent, err = r.extract.report(ctx, opt.Dir)
	}
	if err == nil && !sum.Rows.Balanced() {
		err = fmt.Errorf("the ledger does not balance: %+v", sum.Rows)
	}
	return sum, err
}
