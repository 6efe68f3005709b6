package report

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// findings are the errors and warnings of a run, by code.
type findings struct {
	list   []*finding
	folder string // taken off the names of files
}

// finding is one code with how often, where and for example in which rows it
// was met.
type finding struct {
	code     string
	severity string
	message  string // of the first row; holds no value
	count    int64
	columns  map[string]int64
	examples []spot
}

// spot is one example of a finding.
type spot struct {
	file, sheet   string
	row           int64
	column, field string
	value         string // as it came
}

// shownExamples is how many example rows a finding keeps.
const shownExamples = 3

// read adds the findings of an errors.csv.
func (f *findings) read(path string) error {
	for r, err := range records(path) {
		if err != nil {
			return err
		}
		f.add(r)
	}
	return nil
}

func (f *findings) add(r record) {
	one := f.of(strings.Clone(r.get("code")), strings.Clone(r.get("severity")))
	one.count++
	column := r.first("column", "field")
	if column != "" {
		one.columns[column]++
	}
	if one.message == "" {
		one.message = strings.Clone(r.get("message"))
	}
	if len(one.examples) < shownExamples {
		row, _ := strconv.ParseInt(r.get("row"), 10, 64)
		one.examples = append(one.examples, spot{file: strings.TrimPrefix(r.get("file"), f.folder), sheet: r.get("sheet"), row: row,
			column: column, field: r.get("field"), value: r.get("value")})
	}
}

func (f *findings) of(code, severity string) *finding {
	for _, one := range f.list {
		if one.code == code && one.severity == severity {
			return one
		}
	}
	one := &finding{code: code, severity: severity, columns: map[string]int64{}}
	f.list = append(f.list, one)
	return one
}

// fromSummary takes the reasons that summary.json knows, when the full list is
// not there.
func (f *findings) fromSummary(steps []step) {
	for _, s := range steps {
		for _, r := range s.TopReasons {
			one := f.of(r.Code, r.Severity)
			one.count += r.Count
			for _, e := range r.Examples {
				file := e.File
				if file == "" && len(s.Files) == 1 {
					file = s.Files[0].File
				}
				if len(one.examples) < shownExamples {
					one.examples = append(one.examples, spot{file: file, row: e.Row})
				}
			}
		}
	}
}

// sorted returns what rejected rows first, then by count, then by code.
func (f *findings) sorted() []*finding {
	list := slices.Clone(f.list)
	slices.SortFunc(list, func(a, b *finding) int {
		return cmp.Or(cmp.Compare(a.rank(), b.rank()), cmp.Compare(b.count, a.count), cmp.Compare(a.code, b.code))
	})
	return list
}

func (f *finding) rank() int {
	if f.severity == "warning" {
		return 1
	}
	return 0
}

// topColumns returns the columns it was met in, the most frequent first.
func (f *finding) topColumns(n int) []string {
	columns := make([]string, 0, len(f.columns))
	for column := range f.columns {
		columns = append(columns, column)
	}
	slices.SortFunc(columns, func(a, b string) int {
		return cmp.Or(cmp.Compare(f.columns[b], f.columns[a]), cmp.Compare(a, b))
	})
	return columns[:min(n, len(columns))]
}
