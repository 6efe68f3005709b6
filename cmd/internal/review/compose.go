package review

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store/customer"
)

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
	for i := range c.members {
		row.Values = append(row.Values, c.value(row, f, i))
	}
	for _, plan := range c.plans {
		row.Becomes = append(row.Becomes, c.becomes(plan, f, row.Differs))
	}
	row.Blocking = slices.ContainsFunc(c.look.Plan.Blocking(), func(k merge.Conflict) bool { return k.Field == name })
	return row
}

// value is what the i-th member has in the field of a row.
func (c *composer) value(row fieldView, f merge.Field, i int) valueView {
	m := c.members[i]
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
