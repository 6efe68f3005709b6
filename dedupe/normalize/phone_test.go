package normalize

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
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

// viaLibrary is what the library makes of a number.
func viaLibrary(text string) (string, bool) {
	number, err := phonenumbers.Parse(text, "US")
	if err != nil || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
		return "", false
	}
	return phonenumbers.Format(number, phonenumbers.E164), true
}

// TestInternationalPhone holds the direct path to the library's answers, for
// random numbers of every country code.
func TestInternationalPhone(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 5))
	codes := phonenumbers.GetSupportedCallingCodes()
	direct, total := 0, 0
	for code := range 1000 {
		for range 200 {
			if !codes[code] && total%20 != 0 { // codes that do not exist, now and then
				total++
				continue
			}
			text := writtenPhone(random, code)
			got, ok := international(text)
			total++
			if !ok {
				continue
			}
			direct++
			if want, ok := viaLibrary(text); !ok || got != want {
				t.Fatalf("%q: direct path %q, library %q, %v", text, got, want, ok)
			}
		}
	}
	if direct < 5000 {
		t.Errorf("only %d of %d numbers went the direct path", direct, total)
	}
	for _, text := range []string{"+44 7400 304397", "+49 911 5061602", "+33 1 49309329", "+44 (0)7710 365002", "+61 (0)3 91742597", "+4915904984863"} {
		if _, ok := international(text); !ok {
			t.Errorf("%q does not go the direct path", text)
		}
	}
}

// writtenPhone writes a random number behind a country code, with separators in
// random places and sometimes a 0 in brackets.
func writtenPhone(random *rand.Rand, code int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "+%d", code)
	if random.IntN(4) == 0 {
		b.WriteString(" (0)")
	}
	for range 3 + random.IntN(12) {
		if random.IntN(4) == 0 {
			b.WriteString([]string{" ", "-", ".", " - ", "(", ")"}[random.IntN(6)])
		}
		b.WriteByte(byte('0' + random.IntN(10)))
	}
	return b.String()
}

func TestFirstDigits(t *testing.T) {
	for pattern, want := range map[string][]int{"0": {0}, "(183[12])|0": {0, 1}, "": nil, "(?:0|9)?": {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, "[2-4]\\d|8": {2, 3, 4, 8}} {
		digits, ok := firstDigits(pattern)
		var got []int
		for d, first := range digits {
			if first {
				got = append(got, d)
			}
		}
		if !ok || !slices.Equal(got, want) {
			t.Errorf("%q begins with %v, want %v", pattern, got, want)
		}
	}
	if _, ok := firstDigits("("); ok {
		t.Error("a broken pattern was read")
	}
}

// FuzzInternationalPhone holds the direct path to the library's answers.
func FuzzInternationalPhone(f *testing.F) {
	for _, s := range []string{"+44 7400 304397", "+49 (0)911 5061602", "+39 06 69812345", "+54 9 11 2345 6789", "+800 1234 5678", "+0 12 3456", "+7 (812) 123-45-67", "+((44)) 20", "+44 (0)(0)7"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, direct := international(text)
		if !direct {
			return
		}
		if want, ok := viaLibrary(text); !ok || got != want {
			t.Fatalf("%q: direct path %q, library %q, %v", text, got, want, ok)
		}
	})
}

func BenchmarkInternationalPhone(b *testing.B) {
	for b.Loop() {
		Phone("+44 (0)7710 365002", "US")
	}
}
