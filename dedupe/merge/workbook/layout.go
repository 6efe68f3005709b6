package workbook

import (
	"slices"
	"strings"

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
	sheetConflicts = "Conflicts"
	sheetPossible  = "Possible matches"
	sheetAuto      = "Merges by itself"
	sheetHowTo     = "How to"
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
		if !Choosable(f) {
			continue
		}
		if slices.ContainsFunc(list, func(w Waiting) bool { return differs(w, f) }) {
			l.choose = append(l.choose, f)
		}
	}
	return l
}

// Choosable says whether a person can choose the field's value.
func Choosable(f merge.Field) bool { return !slices.Contains(unchosen, f.Name()) }

// ChoiceOf is the text that chooses a customer's value of a field: that of the
// cell, and for flags, whose cell is empty when they are off, true or false.
func ChoiceOf(f merge.Field, c *customer.Customer) string {
	if core := customer.CoreNamed(f.Name()); core != nil && core.Bool {
		return core.Get(c)
	}
	return f.Text(c)
}

// Differs says whether two members of the cluster show different values.
func Differs(w Waiting, f merge.Field) bool { return differs(w, f) }

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

// columns of the sheets that decisions are made in: a value can be chosen right
// beside the field.
func (l layout) columns() []sheet.Column {
	list := []sheet.Column{
		titled(colCluster),
		{Title: colGroup, Width: widths[colGroup], Kind: sheet.Number, Note: "Rows with the same number are the same customer. Change it to say that only some of the rows are."},
		{Title: colDecision, Width: widths[colDecision], Note: "merge, different or unsure. In the first row of a cluster alone it counts for all its rows; blank keeps waiting."},
		titled(colReasons),
	}
	list = append(list, identityColumns()...)
	for _, f := range l.fields {
		list = append(list, titled(f.Name()))
		if l.chosen(f) {
			c := titled(choosePrefix + f.Name())
			c.Note = "Blank takes the green value. Pick or write another."
			list = append(list, c)
		}
	}
	return append(list,
		titled(colReviewer), titled(colComment),
		sheet.Column{Title: colFingerprint, Width: widths[colFingerprint], Hidden: true, Note: "Says what was shown. Leave it as it is."})
}

// chosen says whether the field has a column to choose its value in.
func (l layout) chosen(f merge.Field) bool {
	return slices.ContainsFunc(l.choose, func(g merge.Field) bool { return g.Name() == f.Name() })
}

// shownColumns are those that only show a member.
func (l layout) shownColumns() []sheet.Column {
	list := identityColumns()
	for _, f := range l.fields {
		list = append(list, titled(f.Name()))
	}
	return list
}

// identityColumns say which customer a row is. All are text: numbers and dates
// would stick to the column on their right.
func identityColumns() []sheet.Column {
	return []sheet.Column{titled(colLink), titled(colID), titled(colImportID), titled(colSource), titled(colUpdated), titled(colRelated)}
}

// widths of the columns that are no field, in characters.
var widths = map[string]float64{
	colCluster: 16, colGroup: 7, colDecision: 11, colStatus: 52, colReasons: 50, colLink: 13, colID: 10, colImportID: 24, colSource: 10,
	colUpdated: 12, colRelated: 26, colReviewer: 14, colComment: 30, colFingerprint: 34,
}

// titled is a column of text, wide enough for its title and for what usually
// stands in it.
func titled(title string) sheet.Column {
	if w, ok := widths[title]; ok {
		return sheet.Column{Title: title, Width: w}
	}
	return sheet.Column{Title: title, Width: max(fieldWidth(strings.TrimPrefix(title, choosePrefix)), float64(len(title)+3))}
}

func fieldWidth(field string) float64 {
	switch field {
	case "address", "other addresses", "attributes":
		return 48
	case "name", "orgName", "email", "solicitationCodes":
		return 32
	case "suffix", "deceased":
		return 11
	}
	return 18
}
