package question

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
)

func TestNumberKeyOrdersLikeTheNumbers(t *testing.T) {
	texts := []string{"0", "1", "-1", "0.1", "-0.1", "0.01", "0.011", "-0.01", "-0.011", "9", "10", "-9", "-10",
		"100", "99.5", "99.49", "9007199254740992", "9007199254740993", "-9007199254740993", "1" + strings.Repeat("0", 400)}
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		text, _ := store.Decimal(fmt.Sprintf("%s%d.%s%d", []string{"", "-"}[random.IntN(2)], random.IntN(1000),
			strings.Repeat("0", random.IntN(3)), random.IntN(1000)))
		texts = append(texts, text)
	}
	for _, a := range texts {
		for _, b := range texts {
			ra, _ := customer.Value{Type: customer.Number, Text: a}.Number()
			rb, _ := customer.Value{Type: customer.Number, Text: b}.Number()
			ka, _ := NumberKey(a)
			kb, _ := NumberKey(b)
			if ka == "" || cmp.Compare(ka, kb) != ra.Cmp(rb) {
				t.Fatalf("keys of %s and %s: %s and %s", a, b, ka, kb)
			}
		}
	}
}

func TestKeysOfInvalidText(t *testing.T) {
	for _, s := range []string{"", "-0", "01", "1.", ".5", "1.50", "+1", "1e3", "abc", strings.Repeat("1", store.LongestNumber+1)} {
		if key, ok := NumberKey(s); ok {
			t.Errorf("NumberKey(%.10q) = %q", s, key)
		}
	}
	for _, s := range []string{"", "1970", "2023-02-29", "1900-02-29", "0000-01-01", "2024-13-01", "2024-1-1", "2024-01-01 "} {
		if key, ok := DateKey(s); ok {
			t.Errorf("DateKey(%q) = %q", s, key)
		}
	}
	if key, ok := DateKey("2024-02-29"); !ok || key != "2024-02-29" {
		t.Error("a leap day is a date")
	}
}

func FuzzNumberKey(f *testing.F) {
	for _, s := range []string{"0", "-0", "1.50", "-000.010", "+9", "1e5", "..", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if plain, ok := store.Decimal(s); ok {
			if _, ok := NumberKey(plain); !ok {
				t.Fatalf("no key for %q", plain)
			}
		}
	})
}
