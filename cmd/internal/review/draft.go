package review

import (
	"net/url"
	"strconv"
	"strings"

	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/store/customer"
)

// draft is what a person has filled in about a cluster and not yet decided. It
// is about what was shown under its fingerprint.
type draft struct {
	fingerprint string
	survivor    int64            // 0: the policy's choice
	group       map[int64]string // by member; "" keeps waiting
	picks       map[pick]bool    // values taken
	written     map[string]string
	comment     string
}

// pick is the value of one member in one field.
type pick struct {
	field  string
	member int64
}

// firstGroup is the group of a member about which nothing was said.
const firstGroup = "A"

// The names in the form.
const (
	inFingerprint = "fingerprint"
	inSurvivor    = "survivor"
	inGroup       = "group."
	inPick        = "pick"
	inWrite       = "write."
	inComment     = "comment"
)

// readDraft reads a form. What does not belong there is passed over: planning
// and ruling refuse what makes no sense.
func readDraft(form url.Values) draft {
	d := draft{fingerprint: form.Get(inFingerprint), comment: strings.TrimSpace(form.Get(inComment)),
		group: map[int64]string{}, picks: map[pick]bool{}, written: map[string]string{}}
	d.survivor, _ = strconv.ParseInt(form.Get(inSurvivor), 10, 64)
	for name, values := range form {
		if member, ok := strings.CutPrefix(name, inGroup); ok {
			if id, err := strconv.ParseInt(member, 10, 64); err == nil {
				d.group[id] = values[0]
			}
		}
		if field, ok := strings.CutPrefix(name, inWrite); ok && strings.TrimSpace(values[0]) != "" {
			d.written[field] = strings.TrimSpace(values[0])
		}
	}
	for _, value := range form[inPick] {
		member, field, _ := strings.Cut(value, "|")
		if id, err := strconv.ParseInt(member, 10, 64); err == nil {
			d.picks[pick{field, id}] = true
		}
	}
	return d
}

// name is the value of a pick in the form.
func (p pick) name() string { return customer.FormatID(p.member) + "|" + p.field }

// groupOf is the group that a member is in.
func (d *draft) groupOf(member int64) string {
	if g, ok := d.group[member]; ok {
		return g
	}
	return firstGroup
}

// groups gathers the members of each group, in their order; those that keep
// waiting are in none.
func (d *draft) groups(members []*customer.Customer) (names []string, by map[string][]*customer.Customer) {
	by = map[string][]*customer.Customer{}
	for _, c := range members {
		g := d.groupOf(c.ID)
		if g == "" {
			continue
		}
		if by[g] == nil {
			names = append(names, g)
		}
		by[g] = append(by[g], c)
	}
	return names, by
}

// wishes are a person's for the merge of some members.
func (d *draft) wishes(members []*customer.Customer) merge.Options {
	o := merge.Options{}
	for i, c := range members {
		if c.ID == d.survivor {
			o.Survivor = c.ID
		}
		for field, value := range d.choose(c, members, i == 0) {
			if o.Choose == nil {
				o.Choose = map[string]string{}
			}
			o.Choose[field] = value
		}
	}
	return o
}

// choose are the values that are taken from a member, and, for the first of its
// group, those that were written instead.
func (d *draft) choose(c *customer.Customer, members []*customer.Customer, first bool) map[string]string {
	list := map[string]string{}
	for _, f := range merge.Fields(members) {
		if d.picks[pick{f.Name(), c.ID}] && d.written[f.Name()] == "" {
			list[f.Name()] = workbook.ChoiceOf(f, c)
		}
		if text := d.written[f.Name()]; text != "" && first {
			list[f.Name()] = text
		}
	}
	if len(list) == 0 {
		return nil
	}
	return list
}

// answer says what was decided: merge with groups and values, or one word for
// all members.
func (d *draft) answer(cluster, decision string, members []*customer.Customer) workbook.Answer {
	a := workbook.Answer{Cluster: cluster, Fingerprint: d.fingerprint, Comment: d.comment, Origin: "review"}
	if decision != "merge" {
		for _, c := range members {
			a.Rows = append(a.Rows, workbook.AnswerRow{Member: c.ID, Decision: decision, Group: firstGroup})
		}
		return a
	}
	_, by := d.groups(members)
	for _, c := range members {
		if c.ID == d.survivor && len(by[d.groupOf(c.ID)]) > 1 {
			a.Survivor = c.ID
		}
		row := workbook.AnswerRow{Member: c.ID, Group: d.groupOf(c.ID)}
		if row.Group != "" {
			row.Decision = decision
			if group := by[row.Group]; len(group) > 1 {
				row.Choose = d.choose(c, group, group[0].ID == c.ID)
			}
		}
		a.Rows = append(a.Rows, row)
	}
	return a
}
