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
	Out    string // given back with a status per row; "": beside File, with .done (a dry run: .checked) before the extension
	Policy merge.Policy
	Region string // of chosen phone numbers without a country code
	DryRun bool
}

// back is where the file is given back: a workbook as one, a CSV file as either.
func (o *DecisionOptions) back(csv bool) (string, error) {
	path := o.Out
	if path == "" {
		path = o.besides(csv)
	}
	switch extension := strings.ToLower(filepath.Ext(path)); {
	case extension == ".xlsx", extension == ".csv" && csv:
		return path, nil
	case csv:
		return "", fmt.Errorf("%w: decisions come back as .csv or .xlsx", ErrUsage)
	}
	return "", fmt.Errorf("%w: a workbook of decisions comes back as .xlsx", ErrUsage)
}

// besides is the name beside the file that was read.
func (o *DecisionOptions) besides(csv bool) string {
	stem := strings.TrimSuffix(o.File, filepath.Ext(o.File))
	for _, old := range []string{".done", ".checked"} {
		stem = strings.TrimSuffix(stem, old) // a file that came back is filled in again
	}
	infix, extension := ".done", ".xlsx"
	if o.DryRun {
		infix = ".checked"
	}
	if csv {
		extension = ".csv"
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
	if slices.ContainsFunc(tables, workbook.Table.Decides) {
		tables = slices.DeleteFunc(tables, func(t workbook.Table) bool { return !t.Decides() })
	}
	back, err := opt.back(tables[0].CSV)
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
	sum.Reports["decisions"] = back
	return sum, giveBack(back, tables, d.status)
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
