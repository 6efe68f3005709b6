package report

import (
	"cmp"
	"fmt"
	"slices"
)

// bar is one line of a bar chart.
type bar struct {
	Label string
	Count int64
	Width float64 // percent of the longest
	Share string
}

// scale sets the widths, the longest bar being 100.
func scale(bars []bar) {
	longest := int64(1)
	for _, b := range bars {
		longest = max(longest, b.Count)
	}
	for i := range bars {
		bars[i].Width = float64(bars[i].Count) / float64(longest) * 100
	}
}

// longest returns the n largest counts as bars, and how many are left out.
func longest(counts map[string]int64, n int) (bars []bar, more int) {
	for label, count := range counts {
		bars = append(bars, bar{Label: label, Count: count})
	}
	slices.SortFunc(bars, func(a, b bar) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Label, b.Label))
	})
	more = max(0, len(bars)-n)
	bars = bars[:len(bars)-more]
	scale(bars)
	return bars, more
}

// share writes n as a part of total: "12 %", "0.4 %".
func share(n, total int64) string {
	if total == 0 || n == 0 {
		return ""
	}
	percent := float64(n) / float64(total) * 100
	if percent < 1 || (percent > 99 && n < total) {
		return fmt.Sprintf("%.1f %%", percent)
	}
	return fmt.Sprintf("%.0f %%", percent)
}
