package normalize

import (
	"strings"
	"testing"
)

func TestFold(t *testing.T) {
	for text, want := range map[string]string{
		"O'Brien": "obrien", "  José  María ": "jose maria", "Müller-Lüdenscheid": "muller ludenscheid", "Łukasz Ørsted": "lukasz orsted", "Straße": "strasse",
		"Дмитрий": "dmitrii", "Ελένη": "eleni", "St. Mary's": "st marys", "山田": "山田", "": "", "--": "",
	} {
		if got := Fold(text); got != want {
			t.Errorf("Fold(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPerson(t *testing.T) {
	for _, c := range []struct {
		first, middle, last, suffix string
		want                        PersonName
	}{
		{"Dr. Anna", "", "van der Berg", "", PersonName{First: "anna", Last: "van der berg"}},
		{"John Q", "", "Carver Jr.", "", PersonName{First: "john", Middle: "q", Last: "carver", Suffix: "jr"}},
		{"John", "", "Carver", "III", PersonName{First: "john", Last: "carver", Suffix: "3"}},
		{"Unknown", "", "N/A", "PhD", PersonName{}},
		{"Na", "", "Jiang", "", PersonName{First: "na", Last: "jiang"}},
	} {
		if got := Person(c.first, c.middle, c.last, c.suffix); got != c.want {
			t.Errorf("Person(%q, %q, %q, %q) = %+v, want %+v", c.first, c.middle, c.last, c.suffix, got, c.want)
		}
	}
}

func TestEmail(t *testing.T) {
	for text, want := range map[string]string{
		"Anna.Berg+news@Mail.NET": "anna.berg@mail.net", "a.n.berg@GoogleMail.com": "anberg@gmail.com", "none@none.org": "", "info@company.net": "", "no at sign": "", "@x": "", "x@": "",
	} {
		if got := Email(text, false); got != want {
			t.Errorf("Email(%q) = %q, want %q", text, got, want)
		}
	}
	if got := Email("Info@Company.net", true); got != "info@company.net" {
		t.Errorf("an organisation's role address is %q", got)
	}
}

func TestEmailForm(t *testing.T) {
	for _, c := range []struct{ email, first, last, want string }{
		{"anna.berg7@mail.com", "anna", "berg", "F.L7@mail.com"}, {"aberg@mail.com", "anna", "berg", "fL@mail.com"}, {"anna.b@mail.com", "anna", "berg", "F.l@mail.com"},
		{"joerg.woehrle@mail.de", "jorg", "wohrle", "F.L@mail.de"}, {"skipper@mail.com", "anna", "berg", ""}, {"", "anna", "berg", ""}, {"anna@berg.net", "anna", "berg", "F@L.net"},
	} {
		if got := EmailForm(c.email, c.first, c.last); got != c.want {
			t.Errorf("EmailForm(%q, %q, %q) = %q, want %q", c.email, c.first, c.last, got, c.want)
		}
	}
}

func TestDate(t *testing.T) {
	for _, c := range []struct{ text, region, want string }{
		{"1980-02-03", "", "19800203"}, {"19800203", "", "19800203"}, {"2/3/1980", "US", "19800203"}, {"2.3.1980", "DE", "19800302"}, {"25/3/1980", "US", "19800325"},
		{"19081250", "", "19081250"}, {"1900-01-01", "", ""}, {"soon", "", ""}, {"1980", "", ""}, {"1980-02-03T00:00:00Z", "", "19800203"},
	} {
		if got := Date(c.text, c.region); got != c.want {
			t.Errorf("Date(%q, %q) = %q, want %q", c.text, c.region, got, c.want)
		}
	}
}

func TestPlaceAddress(t *testing.T) {
	for _, c := range []struct {
		parts AddressParts
		want  Address
	}{
		{AddressParts{Line1: "12 North Washington Street, Apt #4", City: "Saint Paul", State: "Minnesota", Zip: "02134-1234"}, Address{Number: "12", Street: "n washington st", Unit: "4", City: "st paul", State: "mn", Zip: "2134"}},
		{AddressParts{Line1: "Hauptstraße 7 b", Zip: "80331"}, Address{Number: "7b", Street: "hauptstr", Zip: "80331"}},
		{AddressParts{Line1: "P.O. Box 12"}, Address{Number: "12", Street: "po box"}},
		{AddressParts{Line2: "8 Elm Road", Suburb: "Ryde"}, Address{Number: "8", Street: "elm rd", City: "ryde"}},
		{AddressParts{}, Address{}},
	} {
		if got := PlaceAddress(c.parts); got != c.want {
			t.Errorf("PlaceAddress(%+v) = %+v, want %+v", c.parts, got, c.want)
		}
	}
}

func TestJunk(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{PhoneValue("000-000-0000", "", "US"), ""}, {PhoneValue("555-5555", "", "US"), ""}, {PhoneValue("384-7359", "", "US"), "3847359"}, {PhoneValue("x", "+16173847359", "US"), "+16173847359"},
		{Identifier("000-00-0000"), ""}, {Identifier("123456789"), ""}, {Identifier("AB-12 3"), "ab123"}, {Identifier(""), ""},
		{Organisation("The Acme Co., Inc."), "acme"}, {Organisation("unknown"), ""}, {Organisation("The Company"), "the company"},
	} {
		if c.got != c.want {
			t.Errorf("got %q, want %q", c.got, c.want)
		}
	}
}

func TestNicknames(t *testing.T) {
	if len(givenNames) < 400 {
		t.Errorf("%d given names, want 400 at least", len(givenNames))
	}
	seen := map[string]bool{}
	for _, head := range givenNames {
		if Fold(head) != head || seen[head] {
			t.Errorf("%q is not folded, or stands twice", head)
		}
		seen[head] = true
	}
	for word := range nicknames {
		if Fold(word) != word || strings.Contains(word, " ") {
			t.Errorf("%q is no folded word", word)
		}
	}
	for short, full := range map[string]string{"bill": "william", "william": "william", "peggy": "margaret", "zzz": "zzz"} {
		if got := FullName(short); got != full {
			t.Errorf("FullName(%q) = %q, want %q", short, got, full)
		}
	}
}

func TestPhonetic(t *testing.T) {
	for _, c := range [][2]string{{"smith", "smyth"}, {"philip", "filip"}, {"catherine", "katharine"}, {"schmidt", "schmitt"}, {"meyer", "maier"}} {
		if a, b := Phonetic(c[0]), Phonetic(c[1]); a != b {
			t.Errorf("%s is %q, %s is %q", c[0], a, c[1], b)
		}
	}
	if Phonetic("carver") == Phonetic("quill") || Phonetic("") != "" {
		t.Error("codes say nothing")
	}
}

// A normalised form must give itself.
func FuzzIdempotent(f *testing.F) {
	for _, s := range []string{"Dr. Anna-Maria O'Brien Jr.", "a.b+c@googlemail.com", "12 North Main Street Apt 4", "Straße", "ŉß İ ﬁ", "02134-1234", "2/3/1980", "The Acme Co.", "ǅ Ω"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		twice := func(what string, once string, again string) {
			if once != again {
				t.Fatalf("%s of %q is %q, and of that %q", what, text, once, again)
			}
		}
		folded := Fold(text)
		twice("fold", folded, Fold(folded))
		email := Email(text, true)
		twice("email", email, Email(email, true))
		zip := Zip(text)
		twice("zip", zip, Zip(zip))
		date := Date(text, "US")
		twice("date", date, Date(date, "US"))
		id := Identifier(text)
		twice("identifier", id, Identifier(id))
		org := Organisation(text)
		twice("organisation", org, Organisation(org))
		n := Person(text, "", text, "")
		if m := Person(n.First, n.Middle, n.Last, n.Suffix); m != n && m.First != "" {
			t.Fatalf("name of %q is %+v, and of that %+v", text, n, m)
		}
		PlaceAddress(AddressParts{Line1: text, Line2: text, City: text, State: text, Zip: text})
		EmailForm(email, folded, folded)
		Phonetic(folded)
	})
}
