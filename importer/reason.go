package importer

import "sort"

// Reason is how often one code was met in a run, with the first rows it was
// met in.
type Reason struct {
	Code     string    `json:"code"`
	Severity string    `json:"severity"`
	Count    int64     `json:"count"`
	Examples []Example `json:"examples"`
}

// Example is a row that shows a reason.
type Example struct {
	File string `json:"file"`
	Row  int    `json:"row"`
}

// shownExamples is how many example rows a reason keeps.
const shownExamples = 3

// reasons counts codes.
type reasons map[string]*Reason

func (rs reasons) add(code, severity string, at Example) {
	r := rs[code]
	if r == nil {
		r = &Reason{Code: code, Severity: severity}
		rs[code] = r
	}
	r.Count++
	if len(r.Examples) < shownExamples {
		r.Examples = append(r.Examples, at)
	}
}

// sorted returns blockers first, then by count, then by code.
func (rs reasons) sorted() []Reason {
	list := make([]Reason, 0, len(rs))
	for _, r := range rs {
		list = append(list, *r)
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if a.Severity != b.Severity {
			return a.Severity < b.Severity // blocker before warning
		}
		if a.Count != b.Count {
			return a.Count > b.Count
		}
		return a.Code < b.Code
	})
	return list
}
