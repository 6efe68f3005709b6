package review

import "rollcall/cmd/internal/pipeline"

// frame is what every page shows.
type frame struct {
	Title    string
	Flash    string
	Decided  int // of Total, on this sheet
	Total    int
	Percent  int
	Left     int
	CanUndo  bool
	From     string // key of the item that is shown; "": none
	Keys     []key
	Finished *pipeline.ReviewSummary // on the last page
}

// key is one of the keyboard's, and what it does.
type key struct{ Keys, Does string }

// keys are documented on every page.
var keys = []key{
	{"m", "merge as it is shown"}, {"n", "not a duplicate: keep all of them apart"}, {"u", "unsure: noted, keeps waiting"},
	{"s", "skip for now"}, {"z", "take the last decision back"},
	{"j  k", "next, previous field that differs"}, {"1 – 9", "take this customer's value in the field; 0 takes the proposal again"},
	{"Shift 1 – 9", "this customer remains"}, {"g, then 1 – 9", "this customer is somebody else; again: the same"},
	{"w", "why they may be the same"}, {"d", "show only what differs"}, {"c", "write a comment"},
	{"p", "previous one"}, {"l", "list of all that wait"}, {"/", "search"}, {"?", "these keys"},
}

func (d *desk) frame(title string) frame {
	s := d.shelves[d.filter.Sheet]
	f := frame{Title: title, Flash: d.tell(), Total: len(s.items), CanUndo: len(d.history) > 0, Keys: keys}
	f.Decided = s.count(func(s state) bool { return !s.open() })
	f.Left = f.Total - f.Decided
	if f.Total > 0 {
		f.Percent = 100 * f.Decided / f.Total
	}
	return f
}
