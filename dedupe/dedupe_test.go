package dedupe

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"rollcall/samples/generate"
	"rollcall/store/customer"
)

// invented returns customers of the sample generator, and their truth.
func invented(t testing.TB, n int, seed uint64) ([]*customer.Customer, map[string]string) {
	t.Helper()
	g, err := generate.New(generate.Options{Seed: seed, Customers: n, Duplicates: 0.25, Noise: 1})
	if err != nil {
		t.Fatal(err)
	}
	var list []*customer.Customer
	truth := map[string]string{}
	for row := range g.Rows() {
		list = append(list, fromRow(int64(len(list)+1), &row))
		truth[row.ImportID] = row.Cluster
	}
	return list, truth
}

func fromRow(id int64, row *generate.Row) *customer.Customer {
	c := &customer.Customer{ID: id, ImportID: row.ImportID, FirstName: row.FirstName, MiddleName: row.MiddleName, LastName: row.LastName,
		Suffix: row.Suffix, OrgName: row.OrgName, Email: row.Email, PhoneNumber: row.Phone, Version: 1}
	a := customer.Address{StreetAddress1: row.Street, City: row.City, State: row.State, ZipCode: row.Zip, Country: row.Country, Type: customer.AddressPrimary}
	if !a.Empty() {
		c.Address = []customer.Address{a}
	}
	c.SetField("birth_date", customer.Value{Type: customer.BirthDate, Text: row.BirthDate})
	return c
}

func stream(list []*customer.Customer) iter.Seq2[*customer.Customer, error] {
	return func(yield func(*customer.Customer, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func find(t testing.TB, cfg Config, in Input) *Result {
	t.Helper()
	r, err := Run(context.Background(), cfg, in)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// written is everything that a result writes, as one text.
func written(t testing.TB, r *Result) string {
	t.Helper()
	var out bytes.Buffer
	if err := WritePairs(&out, r); err != nil {
		t.Fatal(err)
	}
	if err := WriteClusters(&out, r); err != nil {
		t.Fatal(err)
	}
	return out.String() + string(r.Model)
}

func TestFindsTheInventedDuplicates(t *testing.T) {
	for _, seed := range []uint64{11, 12} {
		list, truth := invented(t, 4000, seed)
		r := find(t, Config{}, Input{Customers: stream(list)})
		right, wrong, all := 0, 0, 0
		sizes := map[string]int{}
		for _, cluster := range truth {
			all += sizes[cluster]
			sizes[cluster]++
		}
		for _, c := range r.Clusters {
			for i, a := range c.Members {
				for _, b := range c.Members[i+1:] {
					if truth[a.ImportID] == truth[b.ImportID] {
						right++
					} else {
						wrong++
					}
				}
			}
		}
		if precision := float64(right) / float64(right+wrong); precision < 0.99 {
			t.Errorf("seed %d: precision %.4f", seed, precision)
		}
		if recall := float64(right) / float64(all); recall < 0.95 {
			t.Errorf("seed %d: recall %.4f", seed, recall)
		}
	}
}

// The result must not depend on the number of cores or the order of input.
func TestSameBytes(t *testing.T) {
	list, _ := invented(t, 3000, 5)
	want := written(t, find(t, Config{}, Input{Customers: stream(list)}))
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, cores := range []int{1, 2, 8} {
		runtime.GOMAXPROCS(cores)
		slices.Reverse(list)
		if got := written(t, find(t, Config{}, Input{Customers: stream(list)})); got != want {
			t.Errorf("other bytes with %d cores", cores)
		}
	}
}

func TestPairsAreUniqueAndSorted(t *testing.T) {
	list, _ := invented(t, 2000, 6)
	r := find(t, Config{}, Input{Customers: stream(list)})
	if len(r.Pairs) == 0 {
		t.Fatal("no pairs")
	}
	for i, p := range r.Pairs {
		if p.LeftImport >= p.RightImport {
			t.Fatalf("pair %d: left is not the smaller", i)
		}
		if i > 0 && slices.Compare([]string{r.Pairs[i-1].LeftImport, r.Pairs[i-1].RightImport}, []string{p.LeftImport, p.RightImport}) >= 0 {
			t.Fatalf("pair %d is out of order or there twice", i)
		}
	}
	seen := map[string]bool{}
	for _, c := range r.Clusters {
		for _, m := range c.Members {
			if seen[m.ImportID] {
				t.Fatal("a customer is in two clusters")
			}
			seen[m.ImportID] = true
		}
	}
}

// What explain prints must add up to the weight in pairs.csv, for every pair.
func TestExplainAddsUp(t *testing.T) {
	list, _ := invented(t, 1500, 8)
	r := find(t, Config{}, Input{Customers: stream(list)})
	byImport := map[string]*customer.Customer{}
	for _, c := range list {
		byImport[c.ImportID] = c
	}
	for _, p := range r.Pairs {
		e, err := Explain(Config{}, r.Model, byImport[p.RightImport], byImport[p.LeftImport])
		if err != nil {
			t.Fatal(err)
		}
		if e.Weight != p.Weight || e.Left != p.LeftImport || e.Probability != p.Probability {
			t.Fatalf("explain says %v, pairs.csv %v", e.Weight, p.Weight)
		}
		var sum int64
		for _, part := range e.Parts {
			sum += int64(math.Round(part.Weight * 1e4))
		}
		if sum != int64(math.Round(p.Weight*1e4)) {
			t.Fatalf("parts sum to %d, the weight is %v", sum, p.Weight)
		}
		if !slices.Contains(e.Rules, p.Rule) {
			t.Fatalf("rule %q is not among %q", p.Rule, e.Rules)
		}
	}
}

// A frozen model finds the same pairs and clusters again.
func TestModelIsFrozen(t *testing.T) {
	list, _ := invented(t, 2000, 9)
	first := find(t, Config{}, Input{Customers: stream(list)})
	again := find(t, Config{}, Input{Customers: stream(list), Model: first.Model})
	if written(t, first) != written(t, again) || len(again.Report.Drift) > 0 {
		t.Error("the frozen model gives other bytes, or drifts on its own data")
	}
	for i, c := range list {
		if i%2 == 0 {
			c.Email = ""
		}
	}
	moved := find(t, Config{}, Input{Customers: stream(list), Model: first.Model})
	if !slices.ContainsFunc(moved.Report.Drift, func(d Drift) bool { return d.Column == "email" && d.Now < d.Model }) {
		t.Errorf("half the emails are gone, drift is %v", moved.Report.Drift)
	}
	for _, bad := range []string{"", "{}", "x", `{"version":2,"scoring":{"parameters":[{"levels":["missing"]}]}}`} {
		if _, err := Run(context.Background(), Config{}, Input{Customers: stream(list), Model: []byte(bad)}); !errors.Is(err, ErrModel) {
			t.Errorf("model %q: got %v, want ErrModel", bad, err)
		}
	}
}

func person(id int64, first, last, email, phone, street, zip, born string) *customer.Customer {
	c := &customer.Customer{ID: id, ImportID: fmt.Sprintf("P%03d", id), FirstName: first, LastName: last, Email: email, PhoneNumber: phone}
	if street != "" {
		c.Address = []customer.Address{{StreetAddress1: street, ZipCode: zip, City: "Springfield", Type: customer.AddressPrimary}}
	}
	c.SetField("born", customer.Value{Type: customer.BirthDate, Text: born})
	return c
}

// crowd returns unrelated people with ids from 100, so that a base has a size.
func crowd(t testing.TB) []*customer.Customer {
	list, _ := invented(t, 300, 77)
	for _, c := range list {
		c.ID += 100
	}
	return list
}

// together says whether the two import ids ended in one cluster.
func together(r *Result, a, b string) bool {
	for _, c := range r.Clusters {
		has := func(id string) bool {
			return slices.ContainsFunc(c.Members, func(m customer.Member) bool { return m.ImportID == id })
		}
		if has(a) && has(b) {
			return true
		}
	}
	return false
}

func TestWhoIsWho(t *testing.T) {
	const street, zip, phone = "12 Washington Street", "62704", "(217) 555-0142"
	jr := person(2, "John", "Carver", "", phone, street, zip, "")
	jr.Suffix = "Jr."
	sr := person(1, "John", "Carver", "", phone, street, zip, "")
	sr.Suffix = "Sr."
	for _, c := range []struct {
		name string
		a, b *customer.Customer
		same bool
	}{
		{"nickname and street forms", person(1, "William", "Carver", "wcarver@mail.net", phone, street, zip, ""), person(2, "Bill", "Carver", "wcarver@mail.net", "217-555-0142", "12 Washington St.", zip, ""), true},
		{"swapped names", person(1, "Rosalind", "Carver", "rc77@mail.net", "", street, zip, "1980-02-03"), person(2, "Carver", "Rosalind", "rc77@mail.net", "", street, zip, "1980-02-03"), true},
		{"swapped names at one address", person(1, "Rosalind", "Carver", "rosalind.carver@mail.net", phone, street, zip, ""), person(2, "Carver", "Rosalind", "rosalind.carver@mail.net", phone, street, zip, ""), true},
		{"day and month swapped", person(1, "Rosalind", "Carver", "", phone, street, zip, "1980-02-03"), person(2, "Rosalind", "Carver", "", phone, street, zip, "1980-03-02"), true},
		{"couple", person(1, "Rosalind", "Carver", "carvers@mail.net", phone, street, zip, ""), person(2, "Edward", "Carver", "carvers@mail.net", phone, street, zip, ""), false},
		{"twins", person(1, "Rosalind", "Carver", "", phone, street, zip, "2001-05-06"), person(2, "Matilda", "Carver", "", phone, street, zip, "2001-05-06"), false},
		{"father and son", sr, jr, false},
		{"colleagues", person(1, "Rosalind", "Carver", "", phone, street, zip, ""), person(2, "Edward", "Quill", "", phone, street, zip, ""), false},
		{"namesakes", person(1, "Rosalind", "Carver", "", "(217) 555-0142", street, zip, "1950-01-09"), person(2, "Rosalind", "Carver", "", "(303) 555-0177", "8 Elm Road", "80014", "1988-11-23"), false},
		{"junk in common", person(1, "Rosalind", "Carver", "none@none.com", "000-000-0000", "", "", "1900-01-01"), person(2, "Edward", "Quill", "none@none.com", "000-000-0000", "", "", "1900-01-01"), false},
	} {
		r := find(t, Config{}, Input{Customers: stream(append(crowd(t), c.a, c.b))})
		if got := together(r, "P001", "P002"); got != c.same {
			t.Errorf("%s: together %v, want %v", c.name, got, c.same)
		}
	}
}

func TestJudgements(t *testing.T) {
	a := person(1, "Rosalind", "Carver", "rc@mail.net", "(217) 555-0142", "12 Washington Street", "62704", "")
	b := person(2, "Rosalind", "Carver", "rc@mail.net", "(217) 555-0142", "12 Washington Street", "62704", "")
	other := person(3, "Edward", "Quill", "eq@mail.net", "(303) 555-0177", "8 Elm Road", "80014", "")
	base := append(crowd(t), a, b, other)
	judge := func(verdict customer.Verdict, left, right int64) []customer.Judgement {
		return []customer.Judgement{{LeftID: right, RightID: left, Verdict: verdict}}
	}
	if r := find(t, Config{}, Input{Customers: stream(base)}); !together(r, "P001", "P002") || together(r, "P001", "P003") {
		t.Fatal("not found without judgements")
	}
	if r := find(t, Config{}, Input{Customers: stream(base), Judgements: judge(customer.SaysNonMatch, 1, 2)}); together(r, "P001", "P002") || listed(r, "P001", "P002") {
		t.Error("a non-match judgement must be absolute")
	}
	if r := find(t, Config{}, Input{Customers: stream(base), Judgements: judge(customer.SaysMatch, 1, 3)}); !together(r, "P001", "P003") {
		t.Error("a match judgement must join")
	}
	if r := find(t, Config{}, Input{Customers: stream(base), Judgements: judge(customer.SaysUnsure, 1, 2)}); together(r, "P001", "P002") || !listed(r, "P001", "P002") {
		t.Error("an unsure judgement must leave the pair for review")
	}
}

func listed(r *Result, a, b string) bool {
	return slices.ContainsFunc(r.Pairs, func(p customer.Pair) bool { return p.LeftImport == a && p.RightImport == b })
}

// The values of a merged customer are alternates of its survivor.
func TestAlternates(t *testing.T) {
	survivor := person(1, "Rosalind", "Carver", "", "", "12 Washington Street", "62704", "")
	gone := person(2, "Rosalind", "Carver", "rosie77@mail.net", "(217) 555-0142", "", "", "")
	gone.MergedInto = 3
	between := person(3, "Rosalind", "Carver", "", "", "", "", "")
	between.MergedInto = 1
	fresh := person(4, "Rosie", "Carver", "rosie77@mail.net", "(217) 555-0142", "", "", "")
	r := find(t, Config{}, Input{Customers: stream(append(crowd(t), survivor, gone, between, fresh))})
	if !together(r, "P001", "P004") {
		t.Error("not found by the values of a merged customer")
	}
	e, err := Explain(Config{}, r.Model, survivor, fresh, gone, between)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Pairs {
		if p.LeftImport == "P001" && p.RightImport == "P004" && p.Weight != e.Weight {
			t.Errorf("explain says %v, pairs.csv %v", e.Weight, p.Weight)
		}
	}
	if _, err := Explain(Config{}, r.Model, survivor, fresh, person(9, "Edward", "Quill", "", "", "", "", "")); err == nil {
		t.Error("a third record was taken")
	}
	if r.Records != 302 {
		t.Errorf("%d records, want 302: merged customers are none", r.Records)
	}
}

func TestClusterIDsStay(t *testing.T) {
	a := person(5, "Rosalind", "Carver", "rc@mail.net", "(217) 555-0142", "12 Washington Street", "62704", "")
	b := person(6, "Rosalind", "Carver", "rc@mail.net", "(217) 555-0142", "12 Washington Street", "62704", "")
	early := person(1, "Rosalind", "Carver", "rc@mail.net", "(217) 555-0142", "12 Washington Street", "62704", "")
	first := find(t, Config{}, Input{Customers: stream(append(crowd(t), a, b))})
	second := find(t, Config{}, Input{Customers: stream(append(crowd(t), a, b, early)), Previous: first.Clusters})
	if one, two := idOf(first, "P005"), idOf(second, "P001"); one == "" || one != two {
		t.Errorf("the cluster was %q and is %q", one, two)
	}
}

func idOf(r *Result, member string) string {
	for _, c := range r.Clusters {
		for _, m := range c.Members {
			if m.ImportID == member {
				return c.ID
			}
		}
	}
	return ""
}

func TestFrequentJunkIsListed(t *testing.T) {
	list, _ := invented(t, 1500, 21)
	for i, c := range list {
		if i%3 == 0 {
			c.PhoneNumber, c.Email = "(217) 555-0199", "shared@company.net"
		}
	}
	r := find(t, Config{}, Input{Customers: stream(list)})
	var values []string
	for _, j := range r.Report.Junk {
		values = append(values, j.Column+" "+j.Value)
	}
	if !slices.Contains(values, "phone +12175550199") || !slices.Contains(values, "email shared@company.net") {
		t.Errorf("junk is %v", values)
	}
	if strings.Contains(string(r.Model), "2175550199") {
		t.Error("the model holds a customer value")
	}
}

func TestNothingToFind(t *testing.T) {
	for n := range 3 {
		r := find(t, Config{}, Input{Customers: stream(crowd(t)[:n])})
		if r.Records != n || len(r.Pairs)+len(r.Clusters) != 0 {
			t.Errorf("%d customers: %+v", n, r)
		}
	}
	broken := errors.New("broken")
	_, err := Run(context.Background(), Config{}, Input{Customers: func(yield func(*customer.Customer, error) bool) { yield(nil, broken) }})
	if !errors.Is(err, broken) {
		t.Errorf("got %v, want the stream's error", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(ctx, Config{}, Input{Customers: stream(crowd(t))}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func BenchmarkRun(b *testing.B) {
	list, _ := invented(b, 20000, 1)
	for b.Loop() {
		find(b, Config{}, Input{Customers: stream(list)})
	}
}
