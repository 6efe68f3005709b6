package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge"
	"rollcall/importer"
	"rollcall/store/customer"
)

// printRun says in ten seconds what a pipeline did: what came in, what was
// rejected and why, what was merged, what waits, where the files are.
func printRun(w io.Writer, sum *pipeline.RunSummary) {
	printRows(w, sum)
	printRejected(w, sum)
	for _, st := range sum.Steps {
		switch {
		case st.Dedupe != nil:
			fmt.Fprintf(w, "duplicates   %d of %s %s the same as another, in %s; %s\n", st.Dedupe.Duplicates, counted(st.Dedupe.Records, "customer"),
				agreeing(st.Dedupe.Duplicates, "is", "are"), counted(st.Dedupe.Clusters, "cluster"), counted(st.Dedupe.PossibleMatches, "possible match"))
			if st.Dedupe.Changed != nil {
				fmt.Fprintf(w, "             %s compared with all\n", counted(*st.Dedupe.Changed, "changed customer"))
			}
			if st.Dedupe.Full != "" {
				fmt.Fprintf(w, "             all were compared: %s\n", strings.ReplaceAll(st.Dedupe.Full, "_", " "))
			}
		case st.Merge != nil:
			printMerged(w, st.Merge)
		case st.Export != nil:
			printDelivered(w, st.Export)
		case st.Skipped != nil:
			fmt.Fprintf(w, "skipped      %s, %s: %s\n", st.Skipped.Step, st.Skipped.Skipped, strings.Join(st.Skipped.Wanted, ", "))
		}
	}
	printArchived(w, sum.Archive)
	fmt.Fprintf(w, "reports      %s  (summary.html is for reading)\n", sum.Reports)
	for i, command := range sum.Reload {
		what := "to mend"
		if i > 0 {
			what = ""
		}
		fmt.Fprintf(w, "%-12s %s\n", what, command)
	}
	if sum.Merged() > 0 {
		fmt.Fprintf(w, "to undo      rollcall merge undo --run %s\n", sum.Run)
	}
	fmt.Fprintf(w, "run %s: %s\n", sum.Run, paint(w, statusColour(sum.Status), string(sum.Status)))
}

// printDelivered says what an export step wrote.
func printDelivered(w io.Writer, s *pipeline.ExportSummary) {
	fmt.Fprintf(w, "exported     %s: %s%s\n", s.File, delivered(s), relatedTotals(s.Totals))
	if s.Rejected+s.Noted > 0 {
		fmt.Fprintf(w, "             %s\n", undelivered(s))
	}
}

func statusColour(status customer.RunStatus) string {
	switch status {
	case customer.Done:
		return green
	case customer.Failed:
		return red
	}
	return yellow
}

// printRows shows the ledger, a line per file.
func printRows(w io.Writer, sum *pipeline.RunSummary) {
	t := newTable(w, "ROWS", "READ", "CREATED", "UPDATED", "UNCHANGED", "REJECTED", "REPEATED", "BLANK")
	line := func(name string, l importer.Ledger) {
		cells := []string{name}
		for _, n := range []int64{l.Read, l.Created, l.Updated, l.Unchanged, l.Rejected, l.Repeated, l.Blank} {
			cells = append(cells, fmt.Sprint(n))
		}
		t.row(cells...)
	}
	var all importer.Ledger
	files := 0
	for _, st := range sum.Steps {
		if st.Import == nil {
			continue
		}
		for _, f := range st.Import.Files {
			line(filepath.Base(f.File), f.Rows)
			all.Add(f.Rows)
			files++
		}
	}
	if files > 1 {
		line("all", all)
	}
	if files > 0 {
		_ = t.flush()
	}
}

// printRejected shows the most frequent reasons of all imports together.
func printRejected(w io.Writer, sum *pipeline.RunSummary) {
	reasons := allReasons(sum)
	if len(reasons) == 0 {
		return
	}
	t := newTable(w, "REJECTED", "ROWS", "FOR EXAMPLE")
	for i, r := range reasons {
		if i == shownReasons {
			t.row(fmt.Sprintf("and %d other reasons", len(reasons)-i), "", "see errors.csv")
			break
		}
		var examples []string
		for _, at := range r.Examples {
			examples = append(examples, fmt.Sprintf("%s row %d", filepath.Base(at.File), at.Row))
		}
		t.row(strings.ReplaceAll(r.Code, "_", " "), fmt.Sprint(r.Count), strings.Join(examples, ", "))
	}
	_ = t.flush()
}

// allReasons adds up the blockers of all imports, the most frequent first.
func allReasons(sum *pipeline.RunSummary) []importer.Reason {
	byCode := map[string]*importer.Reason{}
	var codes []string
	for _, st := range sum.Steps {
		if st.Import == nil {
			continue
		}
		for _, r := range st.Import.Reasons {
			if r.Severity != "blocker" {
				continue
			}
			if byCode[r.Code] == nil {
				byCode[r.Code] = &importer.Reason{Code: r.Code}
				codes = append(codes, r.Code)
			}
			all := byCode[r.Code]
			all.Count += r.Count
			all.Examples = append(all.Examples, r.Examples...)
			all.Examples = all.Examples[:min(3, len(all.Examples))]
		}
	}
	list := make([]importer.Reason, len(codes))
	for i, code := range codes {
		list[i] = *byCode[code]
	}
	slices.SortStableFunc(list, func(a, b importer.Reason) int { return cmp.Compare(b.Count, a.Count) })
	return list
}

func printArchived(w io.Writer, a *pipeline.ArchiveSummary) {
	if a == nil {
		return
	}
	if len(a.Files) > 0 {
		fmt.Fprintf(w, "archived     %s to %s\n", counted(len(a.Files), "file"), a.Folder)
	}
	for _, left := range a.Left {
		fmt.Fprintf(w, "             %s stays: %s\n", left.File, left.Reason)
	}
}

func printMerged(w io.Writer, m *pipeline.MergeSummary) {
	fmt.Fprintf(w, "merged       %s into %s; %s moved\n", counted(m.MergedCustomers, "customer"),
		counted(m.MergedClusters, "other"), counted(m.Moved, "related record"))
	if m.Waiting == 0 {
		return
	}
	fmt.Fprintf(w, "%s      %s %s for a person, %d of them new: decide in %s\n", paint(w, yellow, "waiting"),
		counted(m.Waiting, "cluster"), agreeing(m.Waiting, "waits", "wait"), m.NewWaiting, m.Reports["conflicts"])
	for _, r := range m.WaitingReasons {
		fmt.Fprintf(w, "             %4d  %s\n", r.Count, merge.ReasonText(r.Reason))
	}
}
