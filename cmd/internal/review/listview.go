package review

import (
	"context"
	"slices"

	"rollcall/dedupe/merge"
)

// pageSize is how many items a page of the list shows.
const pageSize = 50

// listPage shows what waits, or what was decided, a page at a time.
type listPage struct {
	frame
	filter
	Rows               []rowView
	Found              int
	Page, Pages        int
	Previous, Next     int // pages; 0: none
	Sheets             []choiceView
	Orders, Why, Shows []choiceView
	First              string // key of the item to begin with; "": none
	Cut                int    // possible matches that are not shown at all
}

type rowView struct {
	Key     string
	Names   []string
	Members int
	Link    string
	Why     string
	Related int
	State   string
	Held    string
}

type choiceView struct {
	Value, Title string
	Chosen       bool
}

// listPageOf makes a page of the list, counted from 1.
func (d *desk) listPageOf(ctx context.Context, page int) (*listPage, error) {
	claims, err := d.others(ctx)
	if err != nil {
		return nil, err
	}
	list := d.list()
	p := &listPage{frame: d.frame("What waits"), filter: d.filter, Found: len(list), Pages: max(1, (len(list)+pageSize-1)/pageSize)}
	p.Page = min(max(page, 1), p.Pages)
	if p.Page > 1 {
		p.Previous = p.Page - 1
	}
	if p.Page < p.Pages {
		p.Next = p.Page + 1
	}
	for _, i := range list[(p.Page-1)*pageSize : min(p.Page*pageSize, len(list))] {
		p.Rows = append(p.Rows, rowOf(i, claims[i.Cluster.ID].By))
	}
	if d.filter.Sheet == sheetPossible {
		p.Cut = d.queue.Total - len(d.queue.Possible)
	}
	if at := slices.IndexFunc(list, func(i *item) bool { _, taken := claims[i.Cluster.ID]; return i.state == waiting && !taken }); at >= 0 {
		p.First = list[at].key
	}
	d.choices(p)
	return p, nil
}

func rowOf(i *item, held string) rowView {
	r := rowView{Key: i.key, Names: i.Names, Members: len(i.Cluster.Members), Link: probability(i.Cluster.WeakestLink), Related: i.Stake.Related, State: stateTitle(i.state), Held: held}
	if len(i.Reasons) > 0 {
		r.Why = merge.ReasonText(i.Reasons[len(i.Reasons)-1])
	}
	return r
}

func stateTitle(s state) string {
	switch s {
	case waiting:
		return ""
	case different:
		return "kept apart"
	case gone:
		return "decided elsewhere"
	}
	return string(s)
}

func (d *desk) choices(p *listPage) {
	for _, s := range []string{sheetClusters, sheetPossible} {
		title := "Clusters"
		if s == sheetPossible {
			title = "Possible matches"
		}
		p.Sheets = append(p.Sheets, choiceView{s, title, s == d.filter.Sheet})
	}
	for _, o := range orders {
		if o.sheet == "" || o.sheet == d.filter.Sheet {
			p.Orders = append(p.Orders, choiceView{o.name, o.title, o.name == d.filter.Order})
		}
	}
	p.Why = []choiceView{{"", "for any reason", d.filter.Reason == ""}}
	for _, reason := range d.shelves[d.filter.Sheet].why {
		p.Why = append(p.Why, choiceView{reason, merge.ReasonText(reason), reason == d.filter.Reason})
	}
	p.Shows = []choiceView{{"open", "waiting", d.filter.Show == "open"}, {"decided", "decided", d.filter.Show != "open"}}
}

// narrow changes the filter; words that it does not know fall back to the first
// choice.
func (d *desk) narrow(f filter) {
	if d.shelves[f.Sheet] == nil {
		f.Sheet = sheetClusters
	}
	known := func(name string) bool {
		return slices.ContainsFunc(orders, func(o order) bool {
			return o.name == name && (o.sheet == "" || o.sheet == f.Sheet)
		})
	}
	if !known(f.Order) || f.Sheet != d.filter.Sheet && f.Order == d.filter.Order {
		f.Order = map[string]string{sheetClusters: "stake", sheetPossible: "likely"}[f.Sheet]
	}
	if !slices.Contains(d.shelves[f.Sheet].why, f.Reason) {
		f.Reason = ""
	}
	if f.Show != "decided" {
		f.Show = "open"
	}
	d.filter = f
}
