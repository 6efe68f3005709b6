package merge

import (
	"fmt"
	"time"
	"unicode/utf8"

	"rollcall/store/customer"
)

// planner settles one field after the other into the result.
type planner struct {
	policy   Policy
	members  []Member // survivor first
	choose   map[string]string
	used     map[string]bool // choices that a field has taken up
	result   *customer.Customer
	plan     *Plan
	problems []error
}

// value is what one member says of a field.
type value struct {
	by   int    // index into members; -1: no member said it
	text string // as reports show it; "" when the member says nothing
	key  string // comparison form: equal keys say the same
	full int    // how full a form it is, for most_complete
}

// question is a field to settle.
type question struct {
	field   string
	rule    FieldRule
	values  []value               // one per member, in their order
	same    func(a, b value) bool // nil: by key
	free    bool                  // a person may write a value that no member has
	propose Rule                  // picks in place of require_equal
}

// settle decides a field, records what was decided, and returns the value to
// take; ok is false when no member says anything.
func (p *planner) settle(q question) (value, bool) {
	present := presentOf(q.values)
	if len(present) == 0 {
		return value{}, false
	}
	pick := q.rule
	if pick.Rule == RequireEqual && q.propose != "" {
		pick.Rule = q.propose
	}
	taken, reason := p.pick(pick, present)
	rule := q.rule.Rule
	asked, chosen := p.wish(q)
	if chosen {
		taken, rule, reason = asked, Chosen, "chosen by a person"
	}
	if !agree(present, q.same) {
		p.conflict(q, Conflict{Field: q.field, Rule: q.rule.Rule, WouldChoose: taken.text, Reason: reason,
			Blocking: q.rule.Review && !chosen})
	}
	if chosen || taken.by != 0 && taken.text != q.values[0].text {
		p.chose(customer.Choice{Field: q.field, Value: taken.text, From: p.id(taken.by), Rule: string(rule), Reason: reason})
	}
	return taken, true
}

// Chosen is the rule of a value that a person chose.
const Chosen Rule = "chosen"

func presentOf(values []value) []value {
	var list []value
	for _, v := range values {
		if v.text != "" {
			list = append(list, v)
		}
	}
	return list
}

func agree(present []value, same func(a, b value) bool) bool {
	for i, a := range present {
		for _, b := range present[:i] {
			if same == nil && a.key != b.key || same != nil && !same(a, b) {
				return false
			}
		}
	}
	return true
}

func (p *planner) conflict(q question, c Conflict) {
	for _, v := range presentOf(q.values) {
		m := p.members[v.by].Customer
		c.Values = append(c.Values, MemberValue{m.ID, m.ImportID, m.Source, v.text, m.UpdatedOn})
	}
	p.plan.Conflicts = append(p.plan.Conflicts, c)
}

func (p *planner) chose(c customer.Choice) { p.plan.Choices = append(p.plan.Choices, c) }

func (p *planner) id(by int) int64 {
	if by < 0 {
		return 0
	}
	return p.members[by].Customer.ID
}

// pick chooses among the values that are present; they stand in the members'
// order, so that the first of equals is the survivor's.
func (p *planner) pick(rule FieldRule, present []value) (value, string) {
	if len(present) == 1 {
		if present[0].by == 0 {
			return present[0], "only the survivor has a value"
		}
		return present[0], "no other customer has a value"
	}
	at := func(v value) *customer.Customer { return p.members[v.by].Customer }
	switch rule.Rule {
	case MostRecent:
		v := best(present, func(a, b value) bool { return compareRecency(at(a), at(b)) < 0 })
		return v, "of the customer updated last" + on(at(v).UpdatedOn)
	case Oldest:
		v := best(present, func(a, b value) bool { return compareTimes(at(a).CreatedOn, at(b).CreatedOn) < 0 })
		return v, "of the customer created first" + on(at(v).CreatedOn)
	case MostFrequent:
		return frequent(present)
	case Longest:
		return best(present, func(a, b value) bool { return utf8.RuneCountInString(a.text) > utf8.RuneCountInString(b.text) }), "the longest"
	case MostComplete:
		v := best(present, func(a, b value) bool { return a.full > b.full })
		if v.by == present[0].by {
			return v, "no other form is fuller"
		}
		return v, "the fullest form"
	case SourceOrder:
		sources := rule.Sources
		if sources == nil {
			sources = p.policy.Sources
		}
		v := best(present, func(a, b value) bool {
			return sourceRank(sources, at(a).Source) < sourceRank(sources, at(b).Source)
		})
		return v, "from " + at(v).Source + ", the most trusted source here"
	case AnyTrue:
		return flag(present, "true")
	case AllTrue:
		return flag(present, "false")
	}
	return first(present)
}

func first(present []value) (value, string) {
	if present[0].by == 0 {
		return present[0], "the survivor's"
	}
	return present[0], "the survivor has none; the first secondary's"
}

// best returns the first value that no later one is better than.
func best(present []value, better func(a, b value) bool) value {
	top := present[0]
	for _, v := range present[1:] {
		if better(v, top) {
			top = v
		}
	}
	return top
}

func frequent(present []value) (value, string) {
	count := map[string]int{}
	for _, v := range present {
		count[v.key]++
	}
	top := best(present, func(a, b value) bool { return count[a.key] > count[b.key] })
	return top, fmt.Sprintf("said by %d of %d customers", count[top.key], len(present))
}

// flag returns the value that decides for any_true or all_true: one that says
// it settles the field.
func flag(present []value, decisive string) (value, string) {
	for _, v := range present {
		if v.text == decisive {
			return v, "at least one customer says " + decisive
		}
	}
	return present[0], "no customer says " + decisive
}

func on(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return ", on " + t.UTC().Format(time.DateOnly)
}
