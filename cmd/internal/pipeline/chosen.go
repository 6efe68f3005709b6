package pipeline

import (
	"fmt"

	"rollcall/dedupe/merge"
	"rollcall/store/customer"
)

// Chooser plans merges with the values that people choose. What they write
// themselves passes the checks of an import, as with Set: a merge can write
// nothing that a file cannot.
type Chooser struct {
	Policy merge.Policy
	Region string       // of written phone numbers without a country code, and of 1.234
	Warn   func(string) // told of values that are taken, but look wrong; may be nil
}

// Plan plans the merge of some customers, in any order. A written value that is refused is a merge.ErrChoice; other errors
// are those of merge.NewPlan.
func (c Chooser) Plan(members []*customer.Customer, wishes merge.Options) (*merge.Plan, error) {
	list := make([]merge.Member, len(members))
	for i, m := range members {
		list[i].Customer = m
	}
	plan, err := merge.NewPlan(c.Policy, list, wishes)
	if err != nil {
		return nil, err
	}
	edits := Edits{Region: c.Region, Warn: c.Warn}
	var written []*customer.Choice
	for i := range plan.Choices {
		choice := &plan.Choices[i]
		if choice.Rule != string(merge.Chosen) || choice.From != 0 {
			continue
		}
		path, err := customer.ParsePath(choice.Field)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", merge.ErrChoice, err)
		}
		written, edits.Values = append(written, choice), append(edits.Values, Edit{path, choice.Value})
	}
	if err := edits.apply(plan.Result); err != nil {
		return nil, fmt.Errorf("%w: %w", merge.ErrChoice, err)
	}
	for i, choice := range written {
		choice.Value = plan.Result.Text(edits.Values[i].Path)
	}
	return plan, nil
}
