package workbook

import (
	"slices"

	"rollcall/dedupe/merge"
	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// Titles of the columns that are no field. Reading finds columns by them.
const (
	colCluster     = "cluster"
	colGroup       = "group"
	colDecision    = "decision"
	colReasons     = "why it waits"
	colLink        = "weakest link"
	colID          = "id"
	colImportID    = "import id"
	colSource      = "source"
	colUpdated     = "updated"
	colRelated     = "related records"
	colReviewer    = "reviewer"
	colComment     = "comment"
	colFingerprint = "fingerprint"
	colStatus      = "status"
	choosePrefix   = "choose "
)

// The names of the sheets. Decisions are read from the first two.
const (
	SheetConflicts = "Conflicts"
	SheetPossible  = "Possible matches"
	SheetAuto      = "Merges by itself"
	SheetHowTo     = "How to"
)

// layout is the columns of a sheet of clusters.
type layout struct {
	fields []merge.Field // with a value in some cluster
	choose []merge.Field // those in which members of some cluster differ
}

// unchosen are fields that cannot be chosen: they are united, or go with
// another.
var unchosen = []string{"other addresses", "attributes", "solicitationCodes"}

func layoutOf(list []Waiting) layout {
	var customers []*customer.Customer
	for _, w := range list {
		customers = append(customers, w.Plan.Members()...)
	}
	var l layout
	for _, f := range merge.Fields(customers) {
		if !slices.ContainsFunc(customers, func(c *customer.Customer) bool { return f.Text(c) != "" }) {
			continue
		}
		l.fields = append(l.fields, f)
		if slices.Contains(unchosen, f.Name()) {
			continue
		}
		if slices.ContainsFunc(list, func(w Waiting) bool { return differs(w, f) }) {
			l.choose = append(l.choose, f)
		}
	}
	return l
}

// differs says whether two members of the cluster show different values.
func differs(w Waiting, f merge.Field) bool {
	seen := ""
	for _, c := range w.Plan.Members() {
		switch text := f.Text(c); {
		case text == "":
		case seen == "":
			seen = text
		case seen != text:
			return true
		}
	}
	return f.Name() == "deceased" && slices.ContainsFunc(w.Plan.Conflicts, func(c merge.Conflict) bool { return c.Field == "deceased" })
}

// columns of the sheets that decisions are made in.
func (l layout) columns() []sheet.Column {
	list := []sheet.Column{
		{Title: colCluster, Width: 14},
		{Title: colGroup, Width: 7, Kind: sheet.Number, Note: "Rows with the same number are the same customer. Change it to say that only some of the rows are."},
		{Title: colDecision, Width: 11, Note: "merge, different or unsure. In the first row of a cluster alone it counts for all its rows; blank keeps waiting."},
		{Title: colReasons, Width: 44},
	}
	list = append(list, l.shownColumns()...)
	for _, f := range l.choose {
		list = append(list, sheet.Column{Title: choosePrefix + f.Name(), Width: width(f.Name()), Note: "Blank takes the green value. Pick or write another."})
	}
	return append(list,
		sheet.Column{Title: colReviewer, Width: 14}, sheet.Column{Title: colComment, Width: 30},
		sheet.Column{Title: colFingerprint, Width: 34, Hidden: true, Note: "Says what was shown. Leave it as it is."})
}

// shownColumns are those that only show a member.
func (l layout) shownColumns() []sheet.Column {
	list := []sheet.Column{
		{Title: colLink, Width: 13, Kind: sheet.Number},
		{Title: colID, Width: 10}, {Title: colImportID, Width: 18}, {Title: colSource, Width: 9},
		{Title: colUpdated, Width: 12, Kind: sheet.Date}, {Title: colRelated, Width: 22},
	}
	for _, f := range l.fields {
		list = append(list, sheet.Column{Title: f.Name(), Width: width(f.Name())})
	}
	return list
}

func width(field string) float64 {
	switch field {
	case "address", "other addresses", "attributes":
		return 42
	case "name", "orgName", "email", "solicitationCodes":
		return 28
	case "suffix", "deceased":
		return 11
	}
	return 18
}
