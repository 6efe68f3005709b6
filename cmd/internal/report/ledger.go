package report

// ledgerView is where the rows of each import went.
type ledgerView struct {
	Total   ledgerRow
	Rows    []ledgerRow // one per import step
	Legend  []outcome
	Warning int64

	Changes     []bar // fields whose values changed, most often first
	MoreChanges int
	Notes       []string
}

// shownChanges is how many changed fields the page shows.
const shownChanges = 10

// ledgerRow is one import's ledger as numbers and as a picture.
type ledgerRow struct {
	Name string
	ledger
	Parts []part
}

// outcome is one thing that can become of a row.
type outcome struct {
	Class string // of the style sheet
	Label string
	Count int64
	Share string
}

// part is a stretch of a stacked picture, in percent of its width.
type part struct {
	outcome
	X, Width float64
}

func newLedger(steps []step) *ledgerView {
	v := &ledgerView{}
	changes := map[string]int64{}
	for _, st := range steps {
		if st.Rows == nil {
			continue
		}
		v.Total.Add(*st.Rows)
		v.Warning += st.Warnings
		v.Rows = append(v.Rows, ledgerRows(st)...)
		v.Notes = append(v.Notes, st.Notes...)
		for field, n := range st.Changes {
			changes[field] += n
		}
	}
	if v.Rows == nil {
		return nil
	}
	v.Total.Name, v.Total.Parts = "All files", stack(v.Total.ledger)
	for _, o := range outcomes(v.Total.ledger) {
		o.Share = share(o.Count, v.Total.Read)
		v.Legend = append(v.Legend, o)
	}
	v.Changes, v.MoreChanges = longest(changes, shownChanges)
	return v
}

// ledgerRows returns a row per file of an import, or one for all when the
// summary does not tell them apart.
func ledgerRows(st step) []ledgerRow {
	var rows []ledgerRow
	for _, in := range st.Files {
		if in.Rows != nil {
			rows = append(rows, ledgerRow{Name: in.name(), ledger: *in.Rows, Parts: stack(*in.Rows)})
		}
	}
	if rows != nil {
		return rows
	}
	name := "input"
	if n := len(st.Files); n > 0 {
		name = st.Files[0].name()
		if n > 1 {
			name += " and " + counted(int64(n-1), "more file")
		}
	}
	return []ledgerRow{{Name: name, ledger: *st.Rows, Parts: stack(*st.Rows)}}
}

// outcomes lists what became of the rows, in the order of the ledger.
func outcomes(l ledger) []outcome {
	return []outcome{
		{Class: "created", Label: "created", Count: l.Created},
		{Class: "updated", Label: "updated", Count: l.Updated},
		{Class: "unchanged", Label: "unchanged", Count: l.Unchanged},
		{Class: "rejected", Label: "rejected", Count: l.Rejected},
		{Class: "repeated", Label: "repeated", Count: l.Repeated},
		{Class: "blank", Label: "blank", Count: l.Blank},
	}
}

// leastWidth, in percent, keeps a part with few rows visible.
const leastWidth = 0.6

// stack lays the outcomes side by side over the whole width.
func stack(l ledger) []part {
	var parts []part
	total := 0.0
	for _, o := range outcomes(l) {
		if o.Count > 0 {
			o.Share = share(o.Count, l.Read)
			width := max(float64(o.Count)/float64(max(l.Read, 1))*100, leastWidth)
			parts = append(parts, part{outcome: o, Width: width})
			total += width
		}
	}
	x := 0.0
	for i := range parts {
		parts[i].Width *= 100 / total
		parts[i].X = x
		x += parts[i].Width
	}
	return parts
}
