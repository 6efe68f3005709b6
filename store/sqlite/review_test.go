package sqlite

import (
	"strings"
	"testing"

	"rollcall/store"
)

// TestJudgementsAmongFollowTheCustomers: no step of the question reads all
// judgements, or all customers.
func TestJudgementsAmongFollowTheCustomers(t *testing.T) {
	s, err := Open(t.Context(), Memory, store.Options{Mode: store.Write})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var plan []string
	err = s.(*Store).read(t.Context(), "explain", func(c conn) error {
		return c.rows("EXPLAIN QUERY PLAN "+judgementsAmong, func(r *row) error {
			r.col = 3
			plan = append(plan, r.text())
			return nil
		}, c.tenant, "[1,2]")
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range plan {
		switch {
		case strings.HasPrefix(step, "SCAN j ") || strings.HasPrefix(step, "SCAN judgements") || strings.HasPrefix(step, "SCAN c "),
			strings.HasPrefix(step, "SEARCH") && !strings.Contains(step, "_id=?") && !strings.Contains(step, "merged_into=?") && !strings.Contains(step, "rowid=?"):
			t.Errorf("%q in the plan\n%s", step, strings.Join(plan, "\n"))
		}
	}
	if len(plan) < 5 {
		t.Errorf("plan %q", plan)
	}
}
