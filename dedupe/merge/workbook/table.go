package workbook

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// ErrTable: a table is not one that decisions can be read from.
var ErrTable = errors.New("no decisions can be read from this table")

// Table is a sheet, or a CSV file, as rows of texts. The first row is the
// header; short rows stand for rows with empty ends.
type Table struct {
	Name string
	Rows [][]string
	CSV  bool // values are escaped as sheet.Safe does
}

// informs says whether the table is a sheet without decisions.
func (t Table) informs() bool { return t.Name == sheetAuto || t.Name == sheetHowTo }

// Decides says whether decisions can be read from the table: it has the columns
// of a sheet that Write wrote for them. A person may have added other sheets.
func (t Table) Decides() bool {
	_, err := t.header()
	return err == nil && !t.informs()
}

// Place is a row of a table; the header is row 1.
type Place struct {
	Table string `json:"table"`
	Row   int    `json:"row"`
}

// entry is a row about one member of a cluster.
type entry struct {
	Place
	cluster, group, decision string
	id                       int64
	reviewer, comment        string
	fingerprint              string
	choose                   map[string]string
}

// header finds columns by their titles.
type header map[string]int

func (t Table) header() (header, error) {
	h := header{}
	if len(t.Rows) > 0 {
		for i, title := range t.Rows[0] {
			title = strings.TrimSpace(title)
			if known := csvTitles[title]; known != "" {
				title = known
			}
			if _, ok := h[title]; !ok {
				h[title] = i
			}
		}
	}
	for _, title := range []string{colCluster, colGroup, colDecision, colID, colFingerprint} {
		if _, ok := h[title]; !ok {
			return nil, fmt.Errorf("%s: %w: the column %q is missing; decide in a workbook or CSV file that rollcall wrote", t.Name, ErrTable, title)
		}
	}
	return h, nil
}

func (t Table) cell(row int, h header, title string) string {
	i, ok := h[title]
	if !ok || i >= len(t.Rows[row]) {
		return ""
	}
	text := t.Rows[row][i]
	if t.CSV {
		text = sheet.Unsafe(text)
	}
	return text
}

// entries reads the rows; blank ones are passed over. A row that names no
// cluster or customer is refused.
func (t Table) entries() (list []entry, refused []Refusal, err error) {
	h, err := t.header()
	if err != nil {
		return nil, nil, err
	}
	for row := 1; row < len(t.Rows); row++ {
		if !slices.ContainsFunc(t.Rows[row], func(s string) bool { return strings.TrimSpace(s) != "" }) {
			continue
		}
		e := t.entry(row, h)
		if e.cluster == "" || e.id == 0 {
			if e.decision != "" {
				refused = append(refused, Refusal{e.Place, e.cluster, "the row names no cluster or no customer"})
			}
			continue
		}
		list = append(list, e)
	}
	return list, refused, nil
}

func (t Table) entry(row int, h header) entry {
	text := func(title string) string { return strings.TrimSpace(t.cell(row, h, title)) }
	e := entry{Place: Place{t.Name, row + 1}, cluster: text(colCluster), group: strings.TrimSuffix(text(colGroup), ".0"),
		decision: strings.ToLower(text(colDecision)), reviewer: text(colReviewer), comment: text(colComment), fingerprint: text(colFingerprint)}
	e.id, _ = customer.ParseID(text(colID))
	for title := range h {
		field, ok := strings.CutPrefix(title, choosePrefix)
		if !ok {
			continue
		}
		if value := t.cell(row, h, title); value != "" {
			if e.choose == nil {
				e.choose = map[string]string{}
			}
			e.choose[field] = value
		}
	}
	return e
}
