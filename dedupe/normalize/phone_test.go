package normalize

import (
	"testing"

	"github.com/nyaruka/phonenumbers"
)

func TestPhone(t *testing.T) {
	for _, c := range []struct{ text, region, want string }{
		{"(617) 384-7359", "US", "+16173847359"},
		{"617.384.7359", "", "+16173847359"},
		{"1 617 384 7359", "US", "+16173847359"},
		{"+1 617 384 7359", "DE", "+16173847359"},
		{"617 384 7359 ext. 12", "US", "+16173847359"},
		{"020 7946 0018", "GB", "+442079460018"},
		{"+44 (0)20 7946 0018", "US", "+442079460018"},
		{"030 901820", "DE", "+4930901820"},
		{"384-7359", "US", ""},
		{"0000000", "US", ""},
		{"call me", "US", ""},
		{"", "US", ""},
	} {
		got, ok := Phone(c.text, c.region)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Phone(%q, %q) = %q, %v; want %q", c.text, c.region, got, ok, c.want)
		}
	}
}

// FuzzNorthAmericanPhone holds the direct path to the library's answers.
func FuzzNorthAmericanPhone(f *testing.F) {
	for _, s := range []string{"(617) 384-7359", "1-617-384-7359", "+1.617.384.7359", "+16173847359", "911", "2000000000", "1 1 617 384 7359", "((617)) 384 7359", "617-384-73-59", ")617 384 7359"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, direct := northAmerican(text, "US")
		if !direct {
			return
		}
		number, err := phonenumbers.Parse(text, "US")
		if err != nil || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
			t.Fatalf("%q: direct path gives %q, the library refuses it: %v", text, got, err)
		}
		if want := phonenumbers.Format(number, phonenumbers.E164); got != want {
			t.Fatalf("%q: direct path %q, library %q", text, got, want)
		}
		if again, ok := Phone(got, "DE"); !ok || again != got {
			t.Fatalf("%q is not kept: %q", got, again)
		}
	})
}
