package report

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/importer"
)

// summary is what summary.json says: a pipeline's, or one command's, which is
// taken as a pipeline of one step. Unknown keys are ignored, missing ones zero.
type summary struct {
	Run     string   `json:"run"`
	Name    string   `json:"name"`
	Steps   []step   `json:"steps"`
	Status  string   `json:"status"`
	Error   string   `json:"error"`
	Started moment   `json:"started"`
	Ended   moment   `json:"ended"`
	Store   string   `json:"store"`
	Reload  []string `json:"reload"`
	Archive *archive `json:"archive"`
}

// archive is where imported files were moved.
type archive struct {
	Folder string `json:"folder"`
	Files  []struct {
		From string `json:"from"`
		To   string `json:"to"`
	} `json:"files"`
	Left []struct {
		File   string `json:"file"`
		Reason string `json:"reason"`
	} `json:"left"`
}

// step is one step's summary; which members count depends on Kind.
type step struct {
	Kind   string `json:"step"` // import, dedupe, merge, export, ...
	Run    string `json:"run"`
	DryRun bool   `json:"dry_run"`
	Status string `json:"status"`

	Skipped string   `json:"skipped"` // why there was nothing to do
	Wanted  []string `json:"wanted"`  // the files that were not there

	Files      inputs           `json:"files"`
	Rows       *ledger          `json:"rows"`
	Warnings   int64            `json:"warnings"`
	TopReasons []reason         `json:"top_reasons"`
	Changes    map[string]int64 `json:"changes"` // changed values by field
	Notes      []string         `json:"notes"`   // guesses and ambiguities
	Profile    []columnProfile  `json:"profile"`

	Records         *int64   `json:"records"`
	CandidatePairs  int64    `json:"candidate_pairs"`
	Matches         int64    `json:"matches"`
	PossibleMatches int64    `json:"possible_matches"`
	Clusters        int64    `json:"clusters"`
	Duplicates      int64    `json:"duplicates"`
	Match           *float64 `json:"match"`
	Review          *float64 `json:"review"`

	MergedClusters  *int64          `json:"merged_clusters"`
	MergedCustomers int64           `json:"merged_customers"`
	Moved           int64           `json:"moved"`
	Conflicts       int64           `json:"conflicts"`
	Waiting         int64           `json:"waiting"`
	NewWaiting      int64           `json:"new_waiting"`
	Stale           int64           `json:"stale"`
	WaitingReasons  []waitingReason `json:"waiting_reasons"`

	Undone   int64 `json:"undone_merges"`
	Restored int64 `json:"restored_customers"`

	File      string  `json:"file"`
	Format    string  `json:"format"`
	Customers int64   `json:"customers"`
	Totals    *totals `json:"totals"`

	Reports map[string]names `json:"reports"`
}

// ledger counts rows by what became of them.
type ledger = importer.Ledger

type reason struct {
	Code     string    `json:"code"`
	Severity string    `json:"severity"`
	Count    int64     `json:"count"`
	Examples []example `json:"examples"`
}

type waitingReason struct {
	Reason string `json:"reason"`
	Count  int64  `json:"count"`
}

type totals struct {
	Customers     int64            `json:"customers"`
	Related       map[string]int64 `json:"related"`
	OrderTotal    string           `json:"order_total"`
	OrdersWithout int64            `json:"orders_without_total"`
}

// readSummary reads summary.json.
func readSummary(path string) (summary, error) {
	var s summary
	data, err := os.ReadFile(path)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(data, &s); err != nil {
		return s, fmt.Errorf("%s: %w", filepath.Base(path), err)
	}
	if s.Steps == nil {
		var only step
		if err := json.Unmarshal(data, &only); err != nil {
			return s, fmt.Errorf("%s: %w", filepath.Base(path), err)
		}
		s.Steps = []step{only}
	}
	for i := range s.Steps {
		s.Steps[i].Kind = kindOf(s.Steps[i])
	}
	return s, nil
}

// folder returns the folder that all imported files lie in.
func (s *summary) folder() string {
	var paths []string
	for _, st := range s.Steps {
		for _, in := range st.Files {
			paths = append(paths, in.File)
		}
	}
	return commonFolder(paths)
}

// shorten takes the folder off the names of the imported files.
func (s *summary) shorten(folder string) {
	for i := range s.Steps {
		st := &s.Steps[i]
		for j := range st.Files {
			st.Files[j].File = strings.TrimPrefix(st.Files[j].File, folder)
		}
		for j := range st.Profile {
			st.Profile[j].File = strings.TrimPrefix(st.Profile[j].File, folder)
		}
		for _, r := range st.TopReasons {
			for k := range r.Examples {
				r.Examples[k].File = strings.TrimPrefix(r.Examples[k].File, folder)
			}
		}
	}
}

// kindOf returns the step's kind, from what it says when it does not name it.
func kindOf(s step) string {
	switch {
	case s.Kind != "":
		return s.Kind
	case s.Rows != nil:
		return "import"
	case s.MergedClusters != nil:
		return "merge"
	case s.Records != nil:
		return "dedupe"
	case s.Totals != nil:
		return "export"
	}
	return ""
}

// named returns the names of the reports of one sort, without folders; the
// usual name when no step says one.
func (s *summary) named(sort, usual string) []string {
	var list []string
	for _, st := range s.Steps {
		for _, name := range st.Reports[sort] {
			if name = filepath.Base(name); filepath.Ext(name) == ".csv" && !slices.Contains(list, name) {
				list = append(list, name)
			}
		}
	}
	if list == nil {
		return []string{usual}
	}
	return list
}
