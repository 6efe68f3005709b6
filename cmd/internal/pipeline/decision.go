package pipeline

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store/customer"
)

// DecisionOptions say which decisions are carried out, and how.
type DecisionOptions struct {
	File   string // workbook or CSV file that Merge or Conflicts wrote and people filled in
	Out    string // given back with a status per row; "": File with .done (a dry run: .checked) before the extension
	Policy merge.Policy
	Region string // of chosen phone numbers without a country code
	DryRun bool
}

// back is where the file is given back.
func (o *DecisionOptions) back() string {
	if o.Out != "" {
		return o.Out
	}
	extension := filepath.Ext(o.File)
	infix := ".done"
	if o.DryRun {
		infix = ".checked"
	}
	stem := strings.TrimSuffix(o.File, extension)
	for _, old := range []string{".done", ".checked"} {
		stem = strings.TrimSuffix(stem, old) // a file that came back is filled in again
	}
	return stem + infix + extension
}

// DecisionSummary is what became of a file of decisions.
type DecisionSummary struct {
	Step            string             `json:"step"`
	Run             string             `json:"run,omitempty"`
	DryRun          bool               `json:"dry_run,omitempty"`
	File            string             `json:"file"`
	Decisions       int                `json:"decisions"`    // clusters and pairs with a decision that was taken
	Before          int                `json:"taken_before"` // of them, those that hold already: nothing was done
	MergedClusters  int                `json:"merged_clusters"`
	MergedCustomers int                `json:"merged_customers"` // secondaries
	Moved           int                `json:"moved"`            // related records
	Judgements      int                `json:"judgements"`       // pairs judged different or unsure
	Refused         []workbook.Refusal `json:"refused"`          // a row each
	Taken           []TakenDecision    `json:"taken,omitempty"`
	Reports         map[string]string  `json:"reports"`
}

// TakenDecision is one decision as it was carried out, with who made it.
type TakenDecision struct {
	Cluster    string  `json:"cluster"`
	Merges     []int64 `json:"merges,omitempty"`
	Judgements int     `json:"judgements,omitempty"`
	Reviewer   string  `json:"reviewer,omitempty"`
	Comment    string  `json:"comment,omitempty"`
}

// Decide carries out the decisions of a file that people filled in: what is
// stale, unknown or contradictory is refused row by row, the rest happens. The
// file comes back with a status in each of its rows.
func (s *Session) Decide(ctx context.Context, opt DecisionOptions) (*DecisionSummary, error) {
	sum := &DecisionSummary{Step: "decisions", DryRun: opt.DryRun, File: opt.File, Refused: []workbook.Refusal{}, Reports: map[string]string{}}
	tables, err := readTables(ctx, opt.File)
	if err != nil {
		return nil, err
	}
	rulings, refused, err := workbook.Read(tables...)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", opt.File, err)
	}
	d := &decider{Session: s, opt: opt, sum: sum, status: map[workbook.Place]workbook.Status{}}
	d.refuse(refused...)
	if err := d.prepare(ctx, rulings); err != nil {
		return nil, err
	}
	if err := d.carryOut(ctx); err != nil {
		return sum, err
	}
	slices.SortStableFunc(sum.Refused, func(a, b workbook.Refusal) int { return comparePlaces(a.Place, b.Place) })
	sum.Reports["decisions"] = opt.back()
	return sum, giveBack(opt.back(), tables, d.status)
}

func comparePlaces(a, b workbook.Place) int {
	if a.Table != b.Table {
		return strings.Compare(a.Table, b.Table)
	}
	return a.Row - b.Row
}

func giveBack(path string, tables []workbook.Table, status map[workbook.Place]workbook.Status) error {
	return writeFile(path, func(w io.Writer) error {
		if strings.EqualFold(filepath.Ext(path), ".xlsx") {
			return workbook.Return(w, tables, status)
		}
		return workbook.ReturnCSV(w, tables[0], status)
	})
}

// carryOut executes what was prepared, under a run of its own, unless it is a
// dry run or there is nothing to do.
func (d *decider) carryOut(ctx context.Context) error {
	if d.opt.DryRun || len(d.orders) == 0 {
		for _, o := range d.orders {
			d.took(o, "would be ")
		}
		return nil
	}
	config := map[string]string{"decisions": filepath.Base(d.opt.File)}
	return d.perform(ctx, step{kind: "apply", config: config}, func(run *customer.Run) (any, error) {
		d.sum.Run = run.ID
		return d.sum, d.execute(ctx)
	})
}
