package contract_test

import (
	"testing"

	"rollcall/store/internal/contract"
)

func TestNumbering(t *testing.T) {
	n := contract.Numbering{Prefix: "42", Secret: -7}
	seen := map[string]bool{}
	first := map[byte]int{}
	for id := range int64(50_000) {
		text, err := n.Of(id)
		if err != nil || len(text) != 12 || text[:2] != "42" || seen[text] {
			t.Fatalf("id %d has the customerId %q, error %v", id, text, err)
		}
		seen[text] = true
		first[text[2]]++
		if back, ok := n.ID(text); !ok || back != id {
			t.Fatalf("id %d comes back as %d", id, back)
		}
	}
	for digit := byte('0'); digit <= '9'; digit++ {
		if n := first[digit]; n < 4_500 || n > 5_500 {
			t.Errorf("%d of 50,000 begin with %c", n, digit)
		}
	}
	if a, _ := n.Of(1); a == must(contract.Numbering{Prefix: "42", Secret: 8}.Of(1)) {
		t.Error("another secret gives the same customerId")
	}
	for _, id := range []int64{-1, 10_000_000_000} {
		if _, err := n.Of(id); err == nil {
			t.Errorf("id %d has a customerId", id)
		}
	}
	for _, text := range []string{"", "42", "4212345", "42123456789x", "43" + must(n.Of(1))[2:], must(n.Of(1)) + "0", "42+123456789"} {
		if id, ok := n.ID(text); ok {
			t.Errorf("%q is the customerId of %d", text, id)
		}
	}
}

func must(text string, _ error) string { return text }
