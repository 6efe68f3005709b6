package row

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// The columns that a rejects file has beyond its input's.
const (
	RejectRowColumn    = "_rollcall_row"
	RejectErrorsColumn = "_rollcall_errors"
)

// annotated says whether a header ends with the columns of a rejects file.
func annotated(header []string) bool {
	n := len(header)
	return n >= 2 && header[n-2] == RejectRowColumn && header[n-1] == RejectErrorsColumn
}

// headerNames makes column names of a header's cells: white space at the ends
// goes and inside becomes one space, an empty name becomes "Column N", a
// repeated one "Name (2)". The notes tell of both.
func headerNames(cells []string) (names, notes []string) {
	taken := map[string]int{}
	var nameless, repeated []int
	for i, cell := range cells {
		name := cleanName(cell)
		if name == "" {
			name = fmt.Sprintf("Column %d", i+1)
			nameless = append(nameless, i+1)
		}
		if unique := uniqueName(name, taken); unique != name {
			name = unique
			repeated = append(repeated, i+1)
		}
		taken[name] = max(taken[name], 1)
		names = append(names, name)
	}
	if len(nameless) > 0 {
		notes = append(notes, "columns without a name are called by their number: "+someOf(nameless))
	}
	if len(repeated) > 0 {
		notes = append(notes, "columns repeat a name and got a number behind it: "+someOf(repeated))
	}
	return names, notes
}

// someOf lists the first few columns; their names may be values, in a file
// without a header.
func someOf(columns []int) string {
	const few = 5
	var out []string
	for _, column := range columns[:min(few, len(columns))] {
		out = append(out, strconv.Itoa(column))
	}
	if len(columns) > few {
		out = append(out, fmt.Sprintf("and %d more", len(columns)-few))
	}
	return strings.Join(out, ", ")
}

func cleanName(cell string) string {
	cell = strings.Map(func(r rune) rune {
		if r == '\uFEFF' || r == '\u200B' || r == 0 {
			return -1
		}
		return r
	}, cell)
	return strings.Join(strings.Fields(cell), " ")
}

// uniqueName puts a number behind a name that is taken. taken holds the last
// number that was tried for each name, 1 for the name itself, so that a header
// of thousands of equal names does not try them all again.
func uniqueName(name string, taken map[string]int) string {
	unique := name
	for taken[unique] > 0 {
		taken[name]++
		unique = fmt.Sprintf("%s (%d)", name, taken[name])
	}
	return unique
}

// headerIndex finds the header among the first rows of a file: the first row
// that fills about as many cells as the rows usually do, so that titles above
// it are passed over. -1: every row is blank.
func headerIndex(rows [][]string) int {
	var counts []int
	for _, r := range rows {
		if n := filled(r); n > 0 {
			counts = append(counts, n)
		}
	}
	if len(counts) == 0 {
		return -1
	}
	slices.Sort(counts)
	typical := counts[len(counts)/2]
	for _, share := range []int{75, 50, 0} {
		need := max(1, (typical*share+99)/100)
		if i := slices.IndexFunc(rows, func(r []string) bool { return filled(r) >= need }); i >= 0 {
			return i
		}
	}
	return -1
}

func filled(cells []string) int {
	n := 0
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			n++
		}
	}
	return n
}

// headerDoubt is a note when a header looks like data, else "".
func headerDoubt(cells []string, line int) string {
	odd := 0
	for _, cell := range cells {
		cell = strings.TrimSpace(cell)
		_, err := strconv.ParseFloat(cell, 64)
		if err == nil || strings.Contains(cell, "@") {
			odd++
		}
	}
	if odd == 0 || (odd*3 < len(cells) && odd < 2) {
		return ""
	}
	return fmt.Sprintf("row %d was taken for the header but looks like data: if the file has none, put a line with column names before it", line)
}
