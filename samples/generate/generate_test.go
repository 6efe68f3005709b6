package generate

import (
	"regexp"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"
)

func newGenerator(t testing.TB, o Options) *Generator {
	t.Helper()
	g, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func collect(g *Generator) []Row {
	var rows []Row
	for row := range g.Rows() {
		rows = append(rows, row)
	}
	return rows
}

var usual = Options{Seed: 7, Customers: 20000, Duplicates: 0.2, Noise: 1}

func TestOptionsOutOfRange(t *testing.T) {
	for name, o := range map[string]Options{
		"customers":  {Customers: -1},
		"duplicates": {Duplicates: 0.95},
		"noise":      {Noise: 4},
		"unknown":    {Countries: []string{"US", "ZZ"}},
	} {
		if _, err := New(o); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: error %v", name, err)
		}
	}
}

func TestSameSeedSameRows(t *testing.T) {
	rows, again := collect(newGenerator(t, usual)), collect(newGenerator(t, usual))
	short := usual
	short.Customers = 500
	for i, row := range collect(newGenerator(t, short)) {
		if row != rows[i] {
			t.Fatalf("row %d of a short stream differs from the long one's", i)
		}
	}
	other := usual
	other.Seed = 8
	different := 0
	for i, row := range collect(newGenerator(t, other)) {
		if rows[i] != again[i] {
			t.Fatalf("row %d differs the second time", i)
		}
		if row.LastName != rows[i].LastName {
			different++
		}
	}
	if different < len(rows)/2 {
		t.Errorf("another seed changed %d last names of %d", different, len(rows))
	}
}

func TestAnyOrderAndInParallel(t *testing.T) {
	g := newGenerator(t, usual)
	want := collect(g)
	var wg sync.WaitGroup
	got := make([]Row, len(want))
	for part := range 4 {
		wg.Go(func() {
			for i := len(got) - 1 - part; i >= 0; i -= 4 {
				got[i] = g.Row(i)
			}
		})
	}
	wg.Wait()
	for i := range want {
		if got[i] != want[i] {
			t.Fatalf("row %d made alone differs", i)
		}
	}
}

func TestTruth(t *testing.T) {
	rows := collect(newGenerator(t, usual))
	first := map[string]Row{}
	duplicates, largest := 0, 0
	sizes := map[string]int{}
	ids := map[string]bool{}
	for _, row := range rows {
		if ids[row.ImportID] {
			t.Fatalf("import id %s twice", row.ImportID)
		}
		ids[row.ImportID] = true
		if sizes[row.Cluster]++; sizes[row.Cluster] > 1 {
			duplicates++
		} else {
			first[row.Cluster] = row
			if "c"+row.ImportID[1:] != row.Cluster {
				t.Errorf("cluster %s is not named after its first row %s", row.Cluster, row.ImportID)
			}
		}
		largest = max(largest, sizes[row.Cluster])
	}
	if share := float64(duplicates) / float64(len(rows)); share < 0.19 || share > 0.21 {
		t.Errorf("%.3f of the rows are duplicates, want 0.2", share)
	}
	if largest > 15 {
		t.Errorf("the largest cluster has %d rows", largest)
	}
}

// emailForm is the form of every email address, misspelt ones included.
var emailForm = regexp.MustCompile(`^[a-z0-9_]+(\.[a-z0-9_]+)*@[a-z0-9-]+\.example$`)

// TestEveryRowIsACustomer holds each row, at the most noise, to what an import
// asks for: a name, a way to reach the customer, valid text; and each
// duplicate to something that its person has.
func TestEveryRowIsACustomer(t *testing.T) {
	loud := usual
	loud.Noise = 3
	g := newGenerator(t, loud)
	for i := range loud.Customers {
		row := g.Row(i)
		if row.OrgName == "" && (row.FirstName == "" || row.LastName == "") {
			t.Fatalf("row %d has no name", i)
		}
		if row.Email != "" && !emailForm.MatchString(row.Email) {
			t.Fatalf("row %d: %q is no email address", i, row.Email)
		}
		if row.Email == "" && row.Phone == "" && row.Street == "" {
			t.Fatalf("row %d cannot be reached", i)
		}
		for k, cell := range row.Cells(nil) {
			if !utf8.ValidString(cell) || strings.TrimSpace(cell) != cell || strings.ContainsAny(cell, "\x00\n\"") {
				t.Fatalf("row %d: %s is %q", i, Columns[k], cell)
			}
		}
	}
}

func TestNoNoiseMeansEqual(t *testing.T) {
	quiet := usual
	quiet.Noise = 0
	g := newGenerator(t, quiet)
	for i := range 5000 {
		row, origin := g.Row(i), g.Row(g.origin(i))
		row.ImportID = origin.ImportID
		if row != origin {
			t.Fatalf("row %d differs from row %d without noise", i, g.origin(i))
		}
	}
}

// TestMembersOfAHouseholdAreApart holds families to what makes them hard:
// one home and mostly one name, but different people.
func TestMembersOfAHouseholdAreApart(t *testing.T) {
	quiet := usual
	quiet.Noise = 0
	g := newGenerator(t, quiet)
	families, juniors, twins, shared := 0, 0, 0, 0
	for i := 0; i < 20000; i += seats {
		h := g.household(i)
		if h.roles[1] == single || h.roles[1] == organisation || g.duplicate(i) || g.duplicate(i+1) {
			continue
		}
		a, b := g.Row(i), g.Row(i+1)
		families++
		if a.Cluster == b.Cluster || a.Street != b.Street || a.Zip != b.Zip {
			t.Fatalf("rows %d and %d: clusters %s and %s", i, i+1, a.Cluster, b.Cluster)
		}
		if a.Email == b.Email {
			shared++
		}
		switch h.roles[1] {
		case junior:
			juniors++
			if a.FirstName != b.FirstName || a.Suffix != "Sr." || b.Suffix != "Jr." || a.BirthDate == b.BirthDate {
				t.Errorf("rows %d and %d are no senior and junior", i, i+1)
			}
		case twin:
			twins++
			fallthrough
		default:
			if a.FirstName == b.FirstName {
				t.Errorf("rows %d and %d have one first name", i, i+1)
			}
		}
	}
	if families < 500 || juniors < 50 || twins < 30 || shared < 50 {
		t.Errorf("%d families, %d juniors, %d pairs of twins, %d shared addresses", families, juniors, twins, shared)
	}
}

func TestEmailsTellPeopleApart(t *testing.T) {
	owner := map[string]int{}
	g := newGenerator(t, Options{Seed: 3, Customers: 50000, Duplicates: 0.2})
	for i := range 50000 {
		row := g.Row(i)
		if strings.HasPrefix(row.Email, "the.") {
			continue // a couple's
		}
		origin := g.origin(i)
		if other, ok := owner[row.Email]; ok && other != origin {
			t.Fatalf("rows %d and %d share an email address", other, origin)
		}
		owner[row.Email] = origin
	}
}

// TestNamesAreSkewed holds name frequencies to the shape of real ones: a few
// very frequent, many rare.
func TestNamesAreSkewed(t *testing.T) {
	g := newGenerator(t, Options{Seed: 5, Countries: []string{"US"}})
	counts := map[string]int{}
	n := 0
	for i := range 50000 {
		if row := g.Row(i); row.LastName != "" {
			counts[row.LastName]++
			n++
		}
	}
	top := 0
	for _, count := range counts {
		top = max(top, count)
	}
	if len(counts) < 6000 || top < n/250 || top > n/50 {
		t.Errorf("%d last names in %d, the most frequent %d times", len(counts), n, top)
	}
}

func TestCountriesOnly(t *testing.T) {
	g := newGenerator(t, Options{Customers: 300, Countries: []string{"DE"}})
	for row := range g.Rows() {
		if row.Country != "DE" || !strings.HasPrefix(row.Phone, "+49 ") {
			t.Fatalf("country %q, phone %q", row.Country, row.Phone)
		}
	}
}

func FuzzMisspell(f *testing.F) {
	f.Add("Schröder", uint64(1))
	f.Add("O'Neill", uint64(2))
	f.Add("王小明", uint64(3))
	f.Fuzz(func(t *testing.T, text string, seed uint64) {
		if !utf8.ValidString(text) {
			return
		}
		got := misspell(text, &random{seed})
		if !utf8.ValidString(got) {
			t.Errorf("%q became %q", text, got)
		}
		if more := utf8.RuneCountInString(got) - utf8.RuneCountInString(text); more < -2 || more > 1 {
			t.Errorf("%q became %q", text, got)
		}
	})
}

func BenchmarkRow(b *testing.B) {
	g := newGenerator(b, usual)
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		g.Row(i)
	}
}

// TestEmailsAreASCII holds each letter of the lists to a plain spelling: an
// address without one would be no address.
func TestEmailsAreASCII(t *testing.T) {
	g := newGenerator(t, Options{Seed: 11})
	for i := range 30000 {
		row := g.Row(i)
		local, domain, ok := strings.Cut(row.Email, "@")
		if ok && (local == "" || domain == "") {
			t.Fatalf("row %d: email %q", i, row.Email)
		}
		for _, r := range row.Email + withoutMarks(row.LastName+row.FirstName+row.OrgName) {
			if r > 0x7e {
				t.Fatalf("row %d: %q remains", i, r)
			}
		}
	}
}
