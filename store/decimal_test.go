package store_test

import (
	"math/big"
	"strings"
	"testing"

	"rollcall/store"
	"rollcall/store/customer"
)

func TestDecimal(t *testing.T) {
	for in, want := range map[string]string{"1": "1", "+1": "1", " 01.50 ": "1.5", ".5": "0.5", "-.5": "-0.5", "-0": "0",
		"-0.00": "0", "5.": "5", "000": "0", "": "", ".": "", "-": "", "1e3": "", "1,5": "", "--1": "", "٣": ""} {
		got, ok := store.Decimal(in)
		if got != want || ok != (want != "") {
			t.Errorf("Decimal(%q) = %q, %v; want %q", in, got, ok, want)
		}
	}
}

func FuzzDecimal(f *testing.F) {
	for _, s := range []string{"0", "-0", "1.50", "-000.010", "+9", "1e5", "..", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		plain, ok := store.Decimal(s)
		if !ok {
			return
		}
		exact, valid := customer.Value{Type: customer.Number, Text: plain}.Number()
		want, parsed := new(big.Rat).SetString(strings.TrimSpace(s))
		if !valid || !parsed || exact.Cmp(want) != 0 {
			t.Fatalf("Decimal(%q) = %q", s, plain)
		}
		if again, _ := store.Decimal(plain); again != plain {
			t.Fatalf("Decimal is not idempotent on %q", s)
		}
	})
}
