package workbook

import (
	"maps"

	"rollcall/store/customer"
)

// The words of Decisions.
const (
	saysMerge     = "merge"
	saysDifferent = "different"
	saysUnsure    = "unsure"
)

// group forms the groups to merge. reason says what makes no sense.
func (r *Ruling) group(rows []entry) (reason string) {
	index := map[string]int{}
	merging := false
	var groups []Group
	for _, e := range rows {
		if e.decision != saysMerge {
			if e.choose != nil {
				return "a value is chosen in a row that is not merged"
			}
			continue
		}
		merging = true
		if e.group == "" {
			return "a row to merge has no group: rows with the same number are the same customer"
		}
		i, ok := index[e.group]
		if !ok {
			i, index[e.group] = len(groups), len(groups)
			groups = append(groups, Group{})
		}
		if !groups[i].add(e) {
			return "two values are chosen for one field of a group"
		}
	}
	for _, g := range groups {
		switch {
		case len(g.Members) > 1:
			r.Groups = append(r.Groups, g)
		case g.Choose != nil:
			return "a value is chosen in a row that is not merged"
		}
	}
	if merging && len(r.Groups) == 0 {
		return "merge needs two rows of the same group: write it in the first row for all, or in each row that it is about"
	}
	if !merging {
		return halfGrouped(rows)
	}
	return ""
}

func (g *Group) add(e entry) bool {
	g.Members = append(g.Members, e.id)
	for field, value := range e.choose {
		if was, ok := g.Choose[field]; ok && was != value {
			return false
		}
	}
	if g.Choose == nil {
		g.Choose = maps.Clone(e.choose)
	} else {
		maps.Copy(g.Choose, e.choose)
	}
	return true
}

// halfGrouped refuses groups that say "the same" where the decision says
// "different": some rows share a number and others do not.
func halfGrouped(rows []entry) string {
	count := map[string]int{}
	different := 0
	for _, e := range rows {
		if e.decision == saysDifferent {
			different++
			count[e.group]++
		}
	}
	if len(count) > 1 && len(count) < different {
		return "different says that no two rows are the same, but some share a group: write merge to merge those"
	}
	return ""
}

// judge records what is said of each pair of rows: different groups, or a row
// that says different, are no match; two that say unsure are unsure. A merge is
// its own record.
func (r *Ruling) judge(rows []entry) {
	for i, a := range rows {
		for _, b := range rows[i+1:] {
			if v := verdict(a, b); v != "" {
				r.Judgements = append(r.Judgements, customer.Judgement{LeftID: min(a.id, b.id), RightID: max(a.id, b.id),
					Verdict: v, By: r.Reviewer, Comment: r.Comment, Origin: "decisions"})
			}
		}
	}
}

func verdict(a, b entry) customer.Verdict {
	switch {
	case a.decision == "" || b.decision == "":
		return ""
	case a.decision == saysUnsure || b.decision == saysUnsure:
		if a.decision == b.decision {
			return customer.SaysUnsure
		}
		return ""
	case a.decision == saysDifferent || b.decision == saysDifferent || a.group != b.group:
		return customer.SaysNonMatch
	}
	return ""
}
