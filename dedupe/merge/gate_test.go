package merge

import (
	"errors"
	"slices"
	"testing"

	"rollcall/store/customer"
)

func TestGate(t *testing.T) {
	same := func(a, b *customer.Customer) {}
	good := customer.Cluster{WeakestLink: 0.995, Trusted: true, Decision: "auto", Members: []customer.Member{{ID: 1, Version: 1}, {ID: 2, Version: 1}}}
	cases := []struct {
		name    string
		edit    func(a, b *customer.Customer)
		cluster func(c *customer.Cluster)
		want    []string
	}{
		{"good", same, func(c *customer.Cluster) {}, nil},
		{"weak", same, func(c *customer.Cluster) { c.WeakestLink = 0.98 }, []string{ReasonWeakLink}},
		{"just", same, func(c *customer.Cluster) { c.WeakestLink = 0.99 }, nil},
		{"untrusted", same, func(c *customer.Cluster) { c.Trusted = false }, []string{ReasonUntrusted}},
		{"doubt", same, func(c *customer.Cluster) { c.Decision = "review" }, []string{ReasonDoubt}},
		{"doubt with words", same, func(c *customer.Cluster) { c.Decision, c.Reasons = "review", []string{"household", "household"} }, []string{"household"}},
		{"changed", same, func(c *customer.Cluster) { c.Members[1].Version = 7 }, []string{ReasonChanged}},
		{"another member", same, func(c *customer.Cluster) { c.Members[1].ID = 7 }, []string{ReasonChanged}},
		{"more members", same, func(c *customer.Cluster) { c.Members = append(c.Members, customer.Member{ID: 3}) }, []string{ReasonChanged}},
		{"person and organisation", func(a, b *customer.Customer) { b.FirstName, b.LastName, b.OrgName = "", "", "Berg" },
			func(c *customer.Cluster) {}, []string{ReasonKinds}},
		{"disagreement", func(a, b *customer.Customer) { a.Suffix, b.Suffix, b.Deceased = "Jr", "Sr", true },
			func(c *customer.Cluster) { c.WeakestLink = 0.5 }, []string{ReasonWeakLink, "differs:suffix", "differs:deceased"}},
	}
	for _, c := range cases {
		cluster := good
		cluster.Members = slices.Clone(good.Members)
		c.cluster(&cluster)
		plan := mustPlan(t, DefaultPolicy(), two(c.edit), Options{})
		got := Gate(DefaultPolicy(), cluster, plan)
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		for _, reason := range got {
			if text := ReasonText(reason); text == "" || text == reason && reason != "household" {
				t.Errorf("%s has no words", reason)
			}
		}
	}
}

func TestGateCountsMembers(t *testing.T) {
	var members []Member
	cluster := customer.Cluster{WeakestLink: 1, Trusted: true}
	for id := int64(1); id <= 6; id++ {
		members = append(members, Member{Customer: &customer.Customer{ID: id, LastName: "Berg", Version: 1}})
		cluster.Members = append(cluster.Members, customer.Member{ID: id, Version: 1})
	}
	if got := Gate(DefaultPolicy(), cluster, mustPlan(t, DefaultPolicy(), members, Options{})); !slices.Equal(got, []string{ReasonTooMany}) {
		t.Errorf("six: %v", got)
	}
	cluster.Members = cluster.Members[:5]
	if got := Gate(DefaultPolicy(), cluster, mustPlan(t, DefaultPolicy(), members[:5], Options{})); got != nil {
		t.Errorf("five: %v", got)
	}
}

func TestLimit(t *testing.T) {
	for _, c := range []struct {
		base, merging, most int
		want                error
	}{
		{100, 20, 0, nil}, {100, 21, 0, ErrShare}, {100, 0, 0, nil}, {0, 0, 0, nil}, {0, 1, 0, ErrShare},
		{100, 20, 19, ErrMaxMerges}, {100, 20, 20, nil}, {1, 30, 10, ErrMaxMerges},
	} {
		if err := Limit(DefaultPolicy(), c.base, c.merging, c.most); !errors.Is(err, c.want) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
