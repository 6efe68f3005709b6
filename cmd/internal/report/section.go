package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"rollcall/dedupe"
)

// reasonView is why rows were rejected or warned about.
type reasonView struct {
	Rows  []reasonRow
	More  int // codes that are not shown
	Count int // codes in all
}

type reasonRow struct {
	Code, Words, Severity string
	Blocker               bool
	Count                 int64
	Width                 float64
	Message               string
	Columns               string
	Examples              []string
}

// shownReasons is how many codes the page shows.
const shownReasons = 15

func newReasons(f findings, show show) *reasonView {
	list := f.sorted()
	if len(list) == 0 {
		return nil
	}
	v := &reasonView{Count: len(list), More: max(0, len(list)-shownReasons)}
	longest := int64(1)
	for _, one := range list {
		longest = max(longest, one.count)
	}
	for _, one := range list[:min(shownReasons, len(list))] {
		row := reasonRow{Code: one.code, Words: words(one.code), Severity: cmp.Or(one.severity, "blocker"), Blocker: one.rank() == 0,
			Count: one.count, Width: float64(one.count) / float64(longest) * 100, Message: one.message,
			Columns: strings.Join(one.topColumns(3), ", ")}
		for _, e := range one.examples {
			row.Examples = append(row.Examples, e.text(show))
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

// text writes an example: the file, the row, the column and the value as it
// may be shown.
func (s spot) text(show show) string {
	place := s.file
	if s.sheet != "" {
		place += " " + s.sheet
	}
	text := strings.TrimSpace(fmt.Sprintf("%s row %s", place, count(s.row)))
	if s.column != "" {
		text += ", " + s.column
	}
	if s.value != "" {
		text += ": " + clip(show(s.field, s.value))
	}
	return text
}

// clip shortens a value that would fill the page.
func clip(text string) string {
	const longest = 120
	runes := []rune(text)
	if len(runes) <= longest {
		return text
	}
	return string(runes[:longest]) + "…"
}

// matchingView is what was compared and found.
type matchingView struct {
	Records, Pairs, Matches, Possible, Clusters, Duplicates int64
	Histogram                                               *histogram
	Listed                                                  int64 // pairs in pairs.csv
	Sizes                                                   []bar
	Rules                                                   []bar
	MoreRules                                               int
}

// shownRules is how many blocking rules the page shows.
const shownRules = 12

func newMatching(steps []step, m matching) *matchingView {
	i := slices.IndexFunc(steps, func(st step) bool { return st.Kind == "dedupe" })
	if i < 0 {
		return nil
	}
	st := steps[i]
	v := &matchingView{Records: *orZero(st.Records), Pairs: st.CandidatePairs, Matches: st.Matches, Possible: st.PossibleMatches,
		Clusters: st.Clusters, Duplicates: st.Duplicates, Listed: m.pairs}
	match, review := dedupe.DefaultMatch, dedupe.DefaultReview // where the summary does not say them
	if st.Match != nil {
		match = *st.Match
	}
	if st.Review != nil {
		review = *st.Review
	}
	v.Histogram = newHistogram(m.weights, match, review)
	v.Sizes = sizeBars(m.members)
	rules := m.rulesByUse()
	v.MoreRules = max(0, len(rules)-shownRules)
	for _, rule := range rules[:min(shownRules, len(rules))] {
		d := m.rules[rule]
		v.Rules = append(v.Rules, bar{Label: cmp.Or(rule, "no rule"), Count: d.total(), Share: share(d.match, d.total())})
	}
	scale(v.Rules)
	return v
}

// sizeBars counts clusters by size, those of six and more together.
func sizeBars(members map[int64]int64) []bar {
	const last = 6
	counts := map[int64]int64{}
	for size, customers := range members {
		counts[min(size, last)] += customers / size
	}
	var bars []bar
	for size := int64(2); size <= last; size++ {
		if n := counts[size]; n > 0 {
			label := fmt.Sprintf("%d customers", size)
			if size == last {
				label = "6 and more"
			}
			bars = append(bars, bar{Label: label, Count: n})
		}
	}
	scale(bars)
	return bars
}
