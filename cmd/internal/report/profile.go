package report

import "fmt"

// columnProfile is what an import's summary says of one column. It holds no
// values: shapes have letters and digits replaced.
type columnProfile struct {
	File     string `json:"file"`
	Column   string `json:"column"`
	Filled   int64  `json:"filled"`
	Longest  int64  `json:"longest"`
	Distinct int64  `json:"distinct"`
	Shapes   []struct {
		Form  string `json:"form"`
		Count int64  `json:"count"`
	} `json:"shapes"`
	Sampled int64 `json:"sampled"`
}

// profileView is the profile of one file.
type profileView struct {
	File    string
	Columns []columnView
	More    int // columns that are not shown
}

type columnView struct {
	Name     string
	Filled   int64
	Share    string
	Width    float64
	Distinct string
	Longest  int64
	Shapes   []string
}

// Bounds of the profile on the page.
const (
	shownColumns = 60
	shownShapes  = 3
	manyDistinct = 1000 // the importer counts no further
)

func newProfiles(steps []step) []profileView {
	var list []profileView
	for _, st := range steps {
		for _, c := range st.Profile {
			if n := len(list); n == 0 || list[n-1].File != c.File {
				list = append(list, profileView{File: c.File})
			}
			v := &list[len(list)-1]
			if len(v.Columns) == shownColumns {
				v.More++
				continue
			}
			v.Columns = append(v.Columns, c.view(st.recordsOf(c.File)))
		}
	}
	return list
}

// recordsOf counts the records of one of the step's files.
func (st step) recordsOf(file string) int64 {
	for _, in := range st.Files {
		if in.File == file && in.Rows != nil {
			return in.Rows.Read - in.Rows.Blank
		}
	}
	return 0
}

func (c columnProfile) view(records int64) columnView {
	v := columnView{Name: c.Column, Filled: c.Filled, Share: share(c.Filled, max(records, c.Filled)), Longest: c.Longest,
		Width: float64(c.Filled) / float64(max(records, c.Filled, 1)) * 100, Distinct: count(c.Distinct)}
	if c.Distinct >= manyDistinct {
		v.Distinct += " or more"
	}
	for _, shape := range c.Shapes[:min(shownShapes, len(c.Shapes))] {
		v.Shapes = append(v.Shapes, fmt.Sprintf("%s (%s)", shape.Form, count(shape.Count)))
	}
	return v
}
