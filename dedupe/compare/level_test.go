package compare_test

import (
	"testing"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/normalize"
)

func name(text string) *compare.Name {
	text = normalize.Fold(text)
	return &compare.Name{Text: text, Sound: normalize.Phonetic(text), Groups: normalize.NicknameGroups(text)}
}

func TestNames(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"William", "william", "exact"}, {"Bill", "William", "nickname"}, {"Wiliam", "William", "near"}, {"W", "William", "initial"}, {"B", "William", "else"},
		{"Anna Maria", "Maria", "part"}, {"Ann-Marie", "Annmarie", "near"}, {"Véro", "Véronique", "part"}, {"Mario", "Maria", "alike"}, {"Edward", "Rosalind", "else"}, {"", "Rosalind", "missing"},
	} {
		if got := compare.GivenLevels[compare.Given(name(c.a), name(c.b))]; got != c.want {
			t.Errorf("given names %s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
	for _, c := range []struct{ a, b, want string }{
		{"O'Brien", "Obrien", "exact"}, {"Smith", "Smiht", "near"}, {"Berg", "Berg-Ross", "part"}, {"Meyer", "Maier", "alike"}, {"Carver", "Quill", "else"}, {"van der Berg", "Vanderberg", "near"},
		{"Sanchez Sanchez", "Sanchez Padilla", "part"}, {"Sanchez Padilla", "Sanchez Sanchez", "part"},
	} {
		if got := compare.FamilyLevels[compare.Family(name(c.a), name(c.b))]; got != c.want {
			t.Errorf("family names %s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestDates(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"19800203", "19800203", "exact"}, {"19800203", "19800302", "near"}, {"19800203", "19800204", "near"}, {"19800203", "19802003", "near"},
		{"19800203", "19810304", "else"}, {"19801122", "19800922", "parts"}, {"19801122", "19451122", "parts"}, {"", "19800203", "missing"},
	} {
		if got := compare.DateLevels[compare.Date(c.a, c.b)]; got != c.want {
			t.Errorf("%s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func TestContacts(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"a.berg@mail.com", "a.berg@mail.com", "exact"}, {"a.berg@mail.com", "a.bergg@mail.com", "near"}, {"a.berg@outlook.com", "a.berg@ootlook.com", "near"},
		{"a.berg@mail.com", "a.berg@post.org", "local"}, {"a.berg@mail.com", "x.quill@mail.com", "else"},
	} {
		if got := compare.EmailLevels[compare.Email(c.a, c.b)]; got != c.want {
			t.Errorf("emails %s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
	for _, c := range []struct{ a, b, want string }{
		{"+12175550142", "+12175550142", "exact"}, {"+12175550142", "5550142", "local"}, {"+12175550142", "+12175550124", "near"}, {"+12175550142", "+13035550177", "else"},
	} {
		if got := compare.PhoneLevels[compare.Phone(c.a, c.b)]; got != c.want {
			t.Errorf("phones %s and %s: %s, want %s", c.a, c.b, got, c.want)
		}
	}
}

func place(line, city, zip string) *compare.Place {
	a := normalize.PlaceAddress(normalize.AddressParts{Line1: line, City: city, Zip: zip})
	p := compare.Place{Number: a.Number, Street: a.Street, Extra: a.Extra, Unit: a.Unit, City: a.City, Zip: a.Zip}.Fill()
	return &p
}

func TestAddresses(t *testing.T) {
	home := place("12 Washington Street", "Springfield", "62704")
	for _, c := range []struct {
		other *compare.Place
		want  string
	}{
		{place("12 Washington St.", "SPRINGFIELD", "62704-1234"), "exact"},
		{place("12 Washingtn St", "Springfield", "62704"), "near"},
		{place("14 Washington Street", "Springfield", "62704"), "near"},
		{place("99 Washington Street", "Springfield", "62704"), "street"},
		{place("12 Washington Street", "Boston", "2110"), "street"},
		{place("8 Elm Road", "Springfield", "62704"), "zip"},
		{place("8 Elm Road", "Springfield", "60000"), "city"},
		{place("8 Elm Road", "Boston", "02110"), "else"},
		{place("", "", ""), "missing"},
		{place("", "Springfield", "62704"), "area"},
		{place("", "Springfield", ""), "area"},
		{place("", "", "62704"), "area"},
		{place("", "Boston", "62704"), "area_part"},
		{place("", "Springfield", "60000"), "area_part"},
		{place("", "Springfeild", ""), "area_near"},
		{place("", "Boston", "62705"), "area_near"},
		{place("", "Boston", "02110"), "area_else"},
	} {
		if got := compare.PlaceLevels[compare.Address(home, c.other)]; got != c.want {
			t.Errorf("%+v: %s, want %s", *c.other, got, c.want)
		}
	}
}

func TestOrganisations(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"Acme Corp.", "ACME Corporation", "exact"}, {"Chicago Commons Assoc.", "Chicago Comons Association", "near"}, {"St. Mary's School", "Saint Marys School", "exact"},
		{"Green Valley Museum", "Green Valley Museum of Modern Art", "part"}, {"Acme Holdings", "Quill & Sons", "else"}, {"Public School 15", "Public School 16", "alike"},
	} {
		a, b := normalize.Organisation(c.a), normalize.Organisation(c.b)
		if got := compare.OrgLevels[compare.Organisation(a, b)]; got != c.want {
			t.Errorf("%s (%s) and %s (%s): %s, want %s", c.a, a, c.b, b, got, c.want)
		}
	}
}

// Every comparison must not care which value comes first, must find a value equal
// to itself, and must stay within its levels.
func FuzzSymmetry(f *testing.F) {
	f.Add("Anna Maria Berg", "Berg-Ross, Anna", "12 Main St", "9 Main St Apt 4", "19800203", "a.b@c.de")
	f.Add("Ελένη", "John & Sons Ltd", "PO Box 7", "Hauptstr. 7", "1980", "@")
	f.Add("abcdefghij klm", "nabcdefghij", "", "", "", "")
	f.Add("Sanchez Sanchez", "Sanchez Padilla", "12 Oak Oak", "12 Oak Elm", "", "") // of one length
	f.Fuzz(func(t *testing.T, a, b, street, other, date, email string) {
		check := func(what string, one, back, self compare.Level, levels []string) {
			if one != back {
				t.Fatalf("%s: %d one way, %d the other", what, one, back)
			}
			if self > 1 || int(one) >= len(levels) {
				t.Fatalf("%s: level %d with itself, %d of %d", what, self, one, len(levels))
			}
		}
		x, y := name(a), name(b)
		quickX, quickY := *x, *y
		quickX.Letters, quickY.Letters = compare.SignLetters(x.Text), compare.SignLetters(y.Text)
		if compare.Given(x, y) != compare.Given(&quickX, &quickY) || compare.Family(x, y) != compare.Family(&quickX, &quickY) {
			t.Fatalf("letters change how %q and %q compare", x.Text, y.Text)
		}
		check("given", compare.Given(x, y), compare.Given(y, x), compare.Given(x, x), compare.GivenLevels)
		check("family", compare.Family(x, y), compare.Family(y, x), compare.Family(x, x), compare.FamilyLevels)
		check("middle", compare.Middle(x, y), compare.Middle(y, x), compare.Middle(x, x), compare.MiddleLevels)
		m, n := normalize.Organisation(a), normalize.Organisation(b)
		check("organisation", compare.Organisation(m, n), compare.Organisation(n, m), compare.Organisation(m, m), compare.OrgLevels)
		check("date", compare.Date(date, a), compare.Date(a, date), compare.Date(date, date), compare.DateLevels)
		check("email", compare.Email(email, a), compare.Email(a, email), compare.Email(email, email), compare.EmailLevels)
		check("phone", compare.Phone(date, b), compare.Phone(b, date), compare.Phone(date, date), compare.PhoneLevels)
		check("code", compare.Code(date, b), compare.Code(b, date), compare.Code(date, date), compare.CodeLevels)
		check("text", compare.Text(a, b), compare.Text(b, a), compare.Text(a, a), compare.CodeLevels)
		p, q := place(street, a, date), place(other, b, date)
		if one, back := compare.Address(p, q), compare.Address(q, p); one != back || int(one) >= len(compare.PlaceLevels) {
			t.Fatalf("address: %d one way, %d the other", one, back)
		}
	})
}
