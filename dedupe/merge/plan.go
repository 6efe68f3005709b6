package merge

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"time"

	"rollcall/store/customer"
)

// What NewPlan refuses.
var (
	ErrMembers    = errors.New("these customers cannot be merged")
	ErrObfuscated = errors.New("an obfuscated customer cannot be merged")
	ErrChoice     = errors.New("a chosen value cannot be taken")
)

// Member is one customer of a cluster, with its related records loaded where
// the plan is to show and move them.
type Member struct {
	Customer     *customer.Customer
	RelatedCount int // when the related records are not loaded
}

// Options are a person's wishes for one merge. The zero value has none.
type Options struct {
	Survivor int64             // id of the survivor; 0: the policy chooses
	Choose   map[string]string // field -> survivor, secondary, or a value
}

// Plan is what a merge would do. The customers it was made from are not
// changed; Result shares nothing with them.
type Plan struct {
	Survivor    *customer.Customer   // as it stands
	Result      *customer.Customer   // the survivor after the merge, related records included
	Secondaries []*customer.Customer // in the policy's order
	Choices     []customer.Choice    // in field order, for every value that the survivor did not simply keep
	Conflicts   []Conflict           // in field order
	Moves       []customer.Move      // by secondary, then kind, then id
	Collisions  []Collision
}

// Conflict is a field in which members disagree.
type Conflict struct {
	Field       string        `json:"field"` // a path, or name, address or kind
	Values      []MemberValue `json:"values"`
	Rule        Rule          `json:"rule"`
	WouldChoose string        `json:"chosen"`
	Reason      string        `json:"reason"`
	Blocking    bool          `json:"blocking"` // waits for a person
}

// MemberValue is what one member says.
type MemberValue struct {
	ID        int64     `json:"id"`
	ImportID  string    `json:"importId"`
	Source    string    `json:"source"`
	Value     string    `json:"value"`
	UpdatedOn time.Time `json:"updatedOn"`
}

// Collision is a set of related records of one kind, on different members, that
// say the same thing under different ids. All are kept.
type Collision struct {
	Kind    customer.Kind `json:"kind"`
	Records []Held        `json:"records"`
}

// Held names a related record and the member that has it.
type Held struct {
	ID       string `json:"id"`
	Customer int64  `json:"customer"`
}

// NewPlan plans the merge of two or more members. The order in which they are
// given does not matter. It refuses fewer than two members, one member twice,
// and members already merged away (ErrMembers), obfuscated members
// (ErrObfuscated), and choices that name no field or no value (ErrChoice).
//
// A chosen phone number that no member has leaves PhoneE164 empty: its form
// depends on the region, which the caller knows.
func NewPlan(policy Policy, members []Member, o Options) (*Plan, error) {
	if err := check(members, o.Survivor); err != nil {
		return nil, err
	}
	p := &planner{policy: policy, members: ordered(policy, members, o.Survivor), choose: o.Choose, used: map[string]bool{}}
	survivor := p.members[0].Customer
	p.result = survivor.Clone()
	p.plan = &Plan{Survivor: survivor, Result: p.result}
	for _, m := range p.members[1:] {
		p.plan.Secondaries = append(p.plan.Secondaries, m.Customer)
	}
	p.fields()
	p.unusedChoices()
	p.related()
	if len(p.problems) > 0 {
		return nil, fmt.Errorf("%w: %w", ErrChoice, errors.Join(p.problems...))
	}
	return p.plan, nil
}

// Blocking returns the conflicts that wait for a person.
func (p *Plan) Blocking() []Conflict {
	var list []Conflict
	for _, c := range p.Conflicts {
		if c.Blocking {
			list = append(list, c)
		}
	}
	return list
}

// Members returns the survivor and the secondaries.
func (p *Plan) Members() []*customer.Customer {
	return append([]*customer.Customer{p.Survivor}, p.Secondaries...)
}

func check(members []Member, survivor int64) error {
	seen := map[int64]bool{}
	for _, m := range members {
		c := m.Customer
		switch {
		case seen[c.ID]:
			return fmt.Errorf("%w: customer %d is named twice", ErrMembers, c.ID)
		case c.MergedInto != 0:
			return fmt.Errorf("%w: customer %d is already merged into %d", ErrMembers, c.ID, c.MergedInto)
		case c.Obfuscated:
			return fmt.Errorf("%w: customer %d", ErrObfuscated, c.ID)
		}
		seen[c.ID] = true
	}
	if len(members) < 2 {
		return fmt.Errorf("%w: a merge needs two or more", ErrMembers)
	}
	if survivor != 0 && !seen[survivor] {
		return fmt.Errorf("%w: the survivor %d is not among them", ErrMembers, survivor)
	}
	return nil
}

// ordered puts the survivor first and the others in the policy's order.
func ordered(policy Policy, members []Member, survivor int64) []Member {
	list := slices.Clone(members)
	slices.SortFunc(list, func(a, b Member) int {
		if order := cmp.Compare(rank(a, survivor), rank(b, survivor)); order != 0 {
			return order
		}
		for _, pref := range policy.Survivor {
			if order := policy.prefer(pref, a, b); order != 0 {
				return order
			}
		}
		return cmp.Compare(a.Customer.ID, b.Customer.ID)
	})
	return list
}

func rank(m Member, survivor int64) int {
	if m.Customer.ID == survivor {
		return 0
	}
	return 1
}
