package review

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store/customer"
)

// frame is what every page shows.
type frame struct {
	Title    string
	Flash    string
	Decided  int // of Total, on this sheet
	Total    int
	Percent  int
	Left     int
	CanUndo  bool
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

// composer lays the members of a case side by side with what they would become.
type composer struct {
	desk    *desk
	draft   *draft
	look    *pipeline.Look
	members []*customer.Customer
	plans   []*merge.Plan // of each group of two and more
}

func (c *composer) compose(p *casePage) {
	p.Problem = c.propose()
	p.Says = c.says()
	for i, m := range c.members {
		p.Members = append(p.Members, c.member(i, m))
	}
	for _, plan := range c.plans {
		title := "becomes"
		if len(c.plans) > 1 {
			title = "becomes, with " + numberOf(c.members, plan.Survivor.ID)
		}
		p.Proposals = append(p.Proposals, proposalView{title})
	}
	for _, f := range merge.Fields(c.members) {
		row := c.field(f)
		if slices.ContainsFunc(row.Values, func(v valueView) bool { return !v.Empty }) {
			p.Fields = append(p.Fields, row)
			if !row.Differs {
				p.Equal++
			}
		}
	}
}

// propose plans each group; what cannot be planned is said, and planned without
// the person's values.
func (c *composer) propose() (problem string) {
	names, by := c.draft.groups(c.members)
	for _, name := range names {
		group := by[name]
		if len(group) < 2 {
			continue
		}
		plan, err := c.desk.review.Propose(group, c.draft.wishes(group))
		if err != nil {
			problem = err.Error()
			plan, err = c.desk.review.Propose(group, merge.Options{})
		}
		if err == nil {
			c.plans = append(c.plans, plan)
		}
	}
	return problem
}

// says tells in words what merging would do.
func (c *composer) says() string {
	var parts []string
	merging := 0
	for _, plan := range c.plans {
		merging += len(plan.Members())
		parts = append(parts, fmt.Sprintf("%d customers become one: %s remains", len(plan.Members()), numberOf(c.members, plan.Survivor.ID)))
	}
	waits := 0
	for _, m := range c.members {
		if c.draft.groupOf(m.ID) == "" {
			waits++
		}
	}
	if apart := len(c.members) - merging - waits; apart > 0 {
		parts = append(parts, fmt.Sprintf("%d kept apart for good", apart))
	}
	if waits > 0 {
		parts = append(parts, fmt.Sprintf("%d keeps waiting", waits))
	}
	return strings.Join(parts, "; ") + "."
}

// numberOf is how a member is called on the page.
func numberOf(members []*customer.Customer, id int64) string {
	return "number " + strconv.Itoa(1+slices.IndexFunc(members, func(c *customer.Customer) bool { return c.ID == id }))
}

func (c *composer) member(i int, m *customer.Customer) memberView {
	v := memberView{No: i + 1, ID: m.ID, ImportID: m.ImportID, Source: m.Source, Updated: day(m.UpdatedOn), Related: relatedOf(m),
		Chosen: c.draft.survivor == m.ID, Group: c.draft.groupOf(m.ID), GroupName: inGroup + customer.FormatID(m.ID)}
	v.Name = cmp.Or(strings.Join(strings.Fields(m.FirstName+" "+m.LastName), " "), m.OrgName)
	if len(c.members) > 2 { // of two, one that is somebody else is no duplicate
		v.GroupChoices = groupNames[:min(len(c.members), len(groupNames))]
	}
	v.Apart, v.Passed = true, v.Group == ""
	for _, plan := range c.plans {
		v.Remains = v.Remains || plan.Survivor.ID == m.ID
		if slices.ContainsFunc(plan.Members(), func(o *customer.Customer) bool { return o.ID == m.ID }) {
			v.Apart = false
		}
	}
	return v
}

// groupNames are what groups are called; more are not needed to tell people
// apart.
var groupNames = strings.Split("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "")

// unwritable are fields that are taken as a whole.
var unwritable = []string{"name", "address", "deceased"}

func (c *composer) field(f merge.Field) fieldView {
	name := f.Name()
	row := fieldView{Name: name, Title: fieldTitle(name), Differs: workbook.Differs(c.look.Waiting, f), Written: c.draft.written[name]}
	if row.Differs && workbook.Choosable(f) && !slices.Contains(unwritable, name) {
		row.Write = inWrite + name
	}
	for i, m := range c.members {
		row.Values = append(row.Values, c.value(row, f, i, m))
	}
	for _, plan := range c.plans {
		row.Becomes = append(row.Becomes, c.becomes(plan, f, row.Differs))
	}
	row.Blocking = slices.ContainsFunc(c.look.Plan.Blocking(), func(k merge.Conflict) bool { return k.Field == name })
	return row
}

func (c *composer) value(row fieldView, f merge.Field, i int, m *customer.Customer) valueView {
	text := clip(f.Text(m))
	v := valueView{No: i + 1, Empty: text == "", Pieces: []piece{{Text: text}}}
	if !row.Differs {
		return v
	}
	if i > 0 {
		v.Pieces = pieces(text, f.Text(c.members[0]))
	}
	in := slices.IndexFunc(c.plans, func(p *merge.Plan) bool {
		return slices.ContainsFunc(p.Members(), func(o *customer.Customer) bool { return o.ID == m.ID })
	})
	if in < 0 {
		return v
	}
	choice := workbook.ChoiceOf(f, m)
	v.Taken = choice != "" && choice == workbook.ChoiceOf(f, c.plans[in].Result)
	if workbook.Choosable(f) && choice != "" {
		p := pick{row.Name, m.ID}
		v.Pick, v.Picked = p.name(), c.draft.picks[p] && row.Written == ""
	}
	return v
}

// becomes is the value that a merge would give, and why.
func (c *composer) becomes(plan *merge.Plan, f merge.Field, differs bool) becomeView {
	v := becomeView{Text: clip(f.Text(plan.Result))}
	for _, choice := range plan.Choices {
		if choice.Field == f.Name() {
			v.Reason, v.Chosen = choice.Reason, choice.Rule == string(merge.Chosen)
		}
	}
	for _, k := range plan.Conflicts {
		if k.Field == f.Name() {
			v.Reason = k.Reason
		}
	}
	if v.Reason == "" && differs && v.Text != "" {
		v.Reason = "the survivor's"
	}
	return v
}
