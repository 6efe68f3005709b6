package report

import (
	"fmt"
	"path/filepath"
	"strings"
)

// show gives a field's value the form that the page may show.
type show func(field, value string) string

// page is what the template shows: texts and geometry, nothing to compute.
type page struct {
	Title     string
	Run       string
	Status    string // word for people
	Bad       bool   // the run did not end well
	Error     string // why
	Folder    string
	Archive   *archive
	Started   string
	Lasted    string
	Store     string
	Masked    bool
	Headline  []string
	Ledger    *ledgerView
	Reasons   *reasonView
	Matching  *matchingView
	Waiting   *waitingView
	Merges    []mergeView
	Merged    []mergedView // the first ones
	AllMerged int64
	Coverage  *coverageView
	Profiles  []profileView
	Exports   []exportView
	Files     []file
	Reload    []string // commands that import the fixed rejects
	DryRun    bool
}

// newPage makes the page of the facts.
func newPage(f *facts, show show) page {
	if f.findings.list == nil {
		f.findings.fromSummary(f.summary.Steps)
	}
	s := f.summary
	p := page{
		Title: title(s), Run: s.Run, Status: statusWord(s.Status), Bad: s.Status != "" && s.Status != "done",
		Error: s.Error, Folder: f.dir, Archive: s.Archive,
		Started: clock(s.Started.Time), Lasted: lasted(s.Started.Time, s.Ended.Time), Store: s.Store,
		Masked:  show("email", "a@b.c") != "a@b.c",
		Ledger:  newLedger(s.Steps),
		Reasons: newReasons(f.findings, show),
		Files:   f.files,
	}
	p.Matching = newMatching(s.Steps, f.matching)
	p.Waiting = newWaiting(f, show)
	p.Merged, p.AllMerged = f.merged.first, f.merged.total
	p.Profiles = newProfiles(s.Steps)
	if p.Matching != nil {
		p.Coverage = newCoverage(f.blocking, p.Matching.Records)
	}
	for _, st := range s.Steps {
		p.DryRun = p.DryRun || st.DryRun
		switch st.Kind {
		case "merge":
			p.Merges = append(p.Merges, newMerge(st))
		case "export":
			p.Exports = append(p.Exports, newExport(st))
		}
	}
	p.Reload = reload(f)
	p.Headline = headline(p, s.Steps)
	return p
}

// title names the run: by its pipeline, else by the command.
func title(s summary) string {
	if s.Name != "" {
		return s.Name
	}
	if len(s.Steps) != 1 {
		return "Pipeline run"
	}
	if kind := s.Steps[0].Kind; kind != "" {
		return strings.ToUpper(kind[:1]) + kind[1:] + " run"
	}
	return "Run"
}

func statusWord(status string) string {
	switch status {
	case "done":
		return "Done"
	case "stopped":
		return "Stopped at a limit"
	case "interrupted":
		return "Interrupted: can be resumed"
	case "failed":
		return "Failed"
	}
	return words(status)
}

// headline says in a few sentences what a tired person wants to know.
func headline(p page, steps []step) []string {
	var lines []string
	if l := p.Ledger; l != nil {
		lines = append(lines, fmt.Sprintf("%s came in: %s created, %s updated, %s unchanged.", counted(l.Total.Read, "row"),
			count(l.Total.Created), count(l.Total.Updated), count(l.Total.Unchanged)))
		lines = append(lines, rejection(l.Total.Rejected, p.Reasons))
	}
	for _, st := range steps {
		if st.Skipped != "" {
			lines = append(lines, fmt.Sprintf("Nothing to %s, %s: %s.", st.Kind, st.Skipped, strings.Join(st.Wanted, ", ")))
		}
		switch st.Kind {
		case "dedupe":
			lines = append(lines, fmt.Sprintf("%s of %s found to be the same as another, in %s.",
				counted(st.Duplicates, "customer"), count(*orZero(st.Records)), counted(st.Clusters, "cluster")))
		case "merge":
			lines = append(lines, newMerge(st).sentences()...)
		case "undo":
			lines = append(lines, fmt.Sprintf("%s undone: %s restored.", counted(st.Undone, "merge"), counted(st.Restored, "customer")))
		case "export":
			lines = append(lines, fmt.Sprintf("%s written to %s.", counted(newExport(st).Customers, "customer"), st.File))
		}
	}
	return lines
}

func rejection(n int64, reasons *reasonView) string {
	if n == 0 {
		return "No row was rejected."
	}
	line := fmt.Sprintf("%s rejected", counted(n, "row"))
	if reasons != nil && len(reasons.Rows) > 0 {
		line += ", most often: " + reasons.Rows[0].Words
	}
	return line + "."
}

// reload lists the commands that take the rejected rows in once they are fixed.
func reload(f *facts) []string {
	commands := f.summary.Reload
	if commands != nil {
		return commands
	}
	for _, file := range f.files {
		if strings.HasPrefix(file.Name, "rejects") && !strings.HasSuffix(file.Name, ".raw") {
			commands = append(commands, "rollcall import "+ShellWord(filepath.Join(f.dir, file.Name)))
		}
	}
	return commands
}

// ShellWord quotes a word for a shell where it needs it.
func ShellWord(word string) string {
	plain := func(r rune) bool {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("/._-+:@%,=", r)
	}
	if word != "" && strings.IndexFunc(word, func(r rune) bool { return !plain(r) }) < 0 {
		return word
	}
	return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
}

func orZero(n *int64) *int64 {
	if n == nil {
		return new(int64)
	}
	return n
}
