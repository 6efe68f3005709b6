package report

import (
	"fmt"

	"rollcall/dedupe/merge"
)

// mergeView is what a merge step did and how to take it back.
type mergeView struct {
	Run                 string
	DryRun              bool
	Clusters, Customers int64
	Moved               int64
	Waiting, New        int64
	Conflicts, Stale    int64
	Reasons             []bar
	Undo                string
}

func newMerge(st step) mergeView {
	m := mergeView{Run: st.Run, DryRun: st.DryRun, Clusters: *orZero(st.MergedClusters), Customers: st.MergedCustomers, Moved: st.Moved,
		Waiting: st.Waiting, New: st.NewWaiting, Conflicts: st.Conflicts, Stale: st.Stale}
	for _, r := range st.WaitingReasons {
		m.Reasons = append(m.Reasons, bar{Label: merge.ReasonText(r.Reason), Count: r.Count})
	}
	scale(m.Reasons)
	if st.Run != "" && m.Clusters > 0 && !st.DryRun {
		m.Undo = "rollcall merge undo --run " + ShellWord(st.Run)
	}
	return m
}

func (m mergeView) sentences() []string {
	verb := "merged"
	if m.DryRun {
		verb = "would be merged"
	}
	lines := []string{"Nothing was merged."}
	switch {
	case m.Customers > 0 && m.Clusters > 0:
		lines[0] = fmt.Sprintf("%s %s into %s.", counted(m.Customers, "customer"), verb, count(m.Clusters))
	case m.Customers > 0:
		lines[0] = fmt.Sprintf("%s %s.", counted(m.Customers, "customer"), verb)
	}
	if m.Waiting > 0 {
		lines = append(lines, fmt.Sprintf("%s for a person, %s of them new.", waits(m.Waiting), count(m.New)))
	}
	return lines
}

func waits(n int64) string {
	if n == 1 {
		return "1 cluster waits"
	}
	return count(n) + " clusters wait"
}

// exportView is one written file with its control totals.
type exportView struct {
	File, Format string
	Customers    int64
	Related      []bar
	OrderTotal   string
	Without      int64
}

func newExport(st step) exportView {
	e := exportView{File: st.File, Format: st.Format, Customers: st.Customers}
	if t := st.Totals; t != nil {
		e.Customers, e.OrderTotal, e.Without = max(e.Customers, t.Customers), t.OrderTotal, t.OrdersWithout
		for _, kind := range []string{"notes", "memberships", "cards", "orders", "subscriptions", "integrations"} {
			if n := t.Related[kind]; n > 0 {
				e.Related = append(e.Related, bar{Label: kind, Count: n})
			}
		}
	}
	return e
}
