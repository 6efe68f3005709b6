package review

import (
	"cmp"
	"context"
	"slices"
	"time"

	"rollcall/dedupe/merge"
)

// casePage shows one cluster or possible match.
type casePage struct {
	frame
	Key         string
	Names       []string
	Fingerprint string
	Place, Of   int    // in the list; 0: it is not in it
	Previous    string // keys of its neighbours in the list
	Next        string
	Order       string
	Narrowed    bool // by a search or a reason
	Pair        bool
	State       state
	Held        string   // who else looks at it
	Until       string   // and until when
	Reasons     []string // why it waits
	Link        string   // the probability of its weakest link
	Members     []memberView
	Proposals   []proposalView
	Fields      []fieldView
	Equal       int // fields in which nobody differs
	Problem     string
	Says        string // what merging would do
	Said        []saidView
	Why         []whyView
	Comment     string
}

// memberView is one customer, a column.
type memberView struct {
	No            int
	ID            int64
	Name          string
	ImportID      string
	Source        string
	Updated       string
	Related       string
	Remains       bool
	Chosen        bool // to remain, by the person
	Group         string
	GroupChoices  []string
	GroupName     string // of the field in the form
	Apart, Passed bool   // in a group of its own; in none
}

// proposalView is what a group becomes, a column.
type proposalView struct {
	Title string
}

// fieldView is one field, a row.
type fieldView struct {
	Name     string
	Title    string
	Differs  bool
	Values   []valueView // a member each
	Becomes  []becomeView
	Write    string // name of the field in the form to write another value into; "": none
	Written  string
	Blocking bool
}

type valueView struct {
	No     int
	Pieces []piece
	Pick   string // its value in the form; "": it cannot be taken
	Picked bool
	Taken  bool // it is what the merge would take
	Empty  bool
}

type becomeView struct {
	Text, Reason string
	Chosen       bool
}

type saidView struct{ Who, On, Verdict, Comment string }

// casePageOf makes the page of an item.
func (d *desk) casePageOf(ctx context.Context, s *shown) (*casePage, error) {
	list := d.list()
	p := &casePage{frame: d.frame(kind(s.item)), Key: s.item.key, Names: s.item.Names, Fingerprint: s.look.Fingerprint, State: s.item.state, Pair: s.item.Pair != nil,
		Place: 1 + slices.Index(list, s.item), Of: len(list), Order: orderTitle(d.filter.Order), Narrowed: d.filter.Search+d.filter.Reason != "", Comment: s.item.draft.comment}
	p.From = s.item.key
	p.neighbours(list)
	if s.held.Holder != "" {
		p.Held, p.Until = cmp.Or(s.held.By, "Somebody"), clock(s.held.Until)
	}
	if s.look.Plan == nil {
		return p, nil
	}
	p.Link = probability(s.look.Cluster.WeakestLink)
	for _, reason := range s.look.Reasons {
		p.Reasons = append(p.Reasons, merge.ReasonText(reason))
	}
	for _, j := range s.look.Said {
		p.Said = append(p.Said, saidView{cmp.Or(j.By, "Somebody"), j.On.UTC().Format(time.DateOnly), string(j.Verdict), j.Comment})
	}
	c := &composer{desk: d, draft: &s.item.draft, look: s.look, members: s.look.Plan.Members()}
	c.compose(p)
	why, err := d.why(ctx, c.members)
	p.Why = why
	return p, err
}

// kind is what the browser calls the page: it remembers that.
func kind(i *item) string {
	if i.Pair != nil {
		return "Possible match"
	}
	return "Cluster"
}

// neighbours links the items before and after this one.
func (p *casePage) neighbours(list []*item) {
	if p.Place > 1 {
		p.Previous = list[p.Place-2].key
	}
	if p.Place > 0 && p.Place < len(list) {
		p.Next = list[p.Place].key
	}
}
