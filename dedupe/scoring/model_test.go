package scoring

import (
	"context"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
	"rollcall/samples/generate"
	"rollcall/store/customer"
)

// base returns a table of invented customers and, by record, whose they are.
func base(t testing.TB, n int, seed uint64) (*record.Table, []string) {
	t.Helper()
	g, err := generate.New(generate.Options{Seed: seed, Customers: n, Duplicates: 0.3, Noise: 1})
	if err != nil {
		t.Fatal(err)
	}
	var truth []string
	table, err := record.Load(context.Background(), func(yield func(*customer.Customer, error) bool) {
		for row := range g.Rows() {
			truth = append(truth, row.Cluster)
			c := &customer.Customer{ID: int64(len(truth)), ImportID: row.ImportID, FirstName: row.FirstName, MiddleName: row.MiddleName, LastName: row.LastName,
				Suffix: row.Suffix, OrgName: row.OrgName, Email: row.Email, PhoneNumber: row.Phone,
				Address: []customer.Address{{StreetAddress1: row.Street, City: row.City, ZipCode: row.Zip}}}
			c.SetField("born", customer.Value{Type: customer.BirthDate, Text: row.BirthDate})
			if !yield(c, nil) {
				return
			}
		}
	}, record.Options{Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	return table, truth
}

// shippedFor returns the shipped model for a table.
func shippedFor(t *record.Table, ignore []string) *Model {
	comparisons := Comparisons(t.Fields, t.Filled(), ignore)
	return Shipped(t.Len(), comparisons, Frequency(t, comparisons))
}

func TestExplainSums(t *testing.T) {
	table, _ := base(t, 300, 1)
	model := shippedFor(table, nil)
	comparer, weights := NewComparer(table, model), model.Weights()
	a, b := NewAgreement(comparer), NewAgreement(comparer)
	for left := range uint32(60) {
		for right := left + 1; right < 300; right++ {
			comparer.Compare(left, right, &a)
			comparer.Compare(right, left, &b)
			weight := weights.Score(&a)
			if weights.Score(&b) != weight {
				t.Fatalf("%d and %d: the weight depends on the order", left, right)
			}
			sum := int64(0)
			for _, part := range weights.Explain(model, &a) {
				sum += int64(math.Round(part.Weight * unit))
			}
			if sum != int64(weight) {
				t.Fatalf("parts sum to %d, the weight is %d", sum, weight)
			}
		}
	}
}

// Missing values are no evidence: without any, the weight is the prior.
func TestMissingSaysNothing(t *testing.T) {
	table := two(t, &customer.Customer{FirstName: "Anna"}, &customer.Customer{Email: "x.quill@mail.net"})
	model := shippedFor(table, nil)
	comparer, weights := NewComparer(table, model), model.Weights()
	a := NewAgreement(comparer)
	comparer.Compare(0, 1, &a)
	if got := weights.Score(&a) - weights.Prior; got > 0 || got < -unit {
		t.Errorf("nothing in common to compare weighs %v bits", Bits(got))
	}
}

// Learning on the pairs of a base must come near what the truth says.
func TestLearn(t *testing.T) {
	table, truth := base(t, 1200, 5)
	shipped := shippedFor(table, nil)
	comparer := NewComparer(table, shipped)
	a := NewAgreement(comparer)
	patterns := Patterns{}
	matches, exact, present := 0.0, 0.0, 0.0
	for left := range uint32(table.Len()) {
		for right := left + 1; right < uint32(table.Len()); right++ {
			comparer.Compare(left, right, &a)
			patterns.Add(&a, ^uint64(0))
			if truth[left] == truth[right] {
				matches++
				if a.Levels[1] != compare.Missing {
					present++
				}
				if a.Levels[1] == compare.FamilyExact {
					exact++
				}
			}
		}
	}
	learned := Learn(shipped, Sample{Candidates: patterns, Random: patterns, Scale: 1})
	if !learned.Trusted || learned.SetAside != "" {
		t.Fatalf("set aside: %s", learned.SetAside)
	}
	pairs := float64(table.Len()*(table.Len()-1)) / 2
	if got := Odds(learned.Prior) * pairs; math.Abs(got-matches) > 0.1*matches {
		t.Errorf("the prior expects %.0f matches, there are %.0f", got, matches)
	}
	family := learned.Parameters[1]
	if family.Comparison != "last_name" || math.Abs(family.M[0]-exact/present) > 0.05 {
		t.Errorf("m of an equal %s is %.3f, the truth says %.3f", family.Comparison, family.M[0], exact/present)
	}
}

// With next to nothing to learn from, the shipped parameters must stand.
func TestLearnFromNothing(t *testing.T) {
	table, _ := base(t, 3, 6)
	shipped := shippedFor(table, nil)
	learned := Learn(shipped, Sample{Candidates: Patterns{}, Random: Patterns{}, Scale: 1})
	for i, p := range learned.Parameters {
		for l := range p.M {
			if math.Abs(p.M[l]-shipped.Parameters[i].M[l]) > 0.2 {
				t.Errorf("%s: m of level %s went from %.3f to %.3f", p.Comparison, p.Levels[l+1], shipped.Parameters[i].M[l], p.M[l])
			}
		}
	}
}

// A base of nothing but households must not teach that first names do not matter.
func TestHouseholdsAreSetAside(t *testing.T) {
	table, _ := base(t, 400, 8)
	shipped := shippedFor(table, nil)
	shipped.Related[household] = -60
	patterns := Patterns{}
	a := NewAgreement(NewComparer(table, shipped))
	for i, p := range shipped.Parameters {
		switch p.kind() {
		case givenName:
			a.Levels[i] = compare.GivenElse
		case familyName, phone, address, email:
			a.Levels[i], a.Rarity[i] = 1, 14*unit
		}
	}
	for range 5000 {
		patterns.Add(&a, ^uint64(0))
	}
	shipped.Parameters[0].M[int(compare.GivenElse)-1] = 0.3
	if learned := Learn(shipped, Sample{Candidates: patterns, Random: Patterns{}, Scale: 1}); learned.SetAside == "" || learned.Trusted {
		t.Error("a model of households was taken")
	}
}

func TestMonotone(t *testing.T) {
	m := Model{Parameters: []Parameters{{Kind: "middle_name", Levels: compare.MiddleLevels, M: []float64{.1, .6, .3}, U: []float64{.2, .3, .5}}}}
	m.monotone()
	p := m.Parameters[0]
	for l := 1; l < len(p.M); l++ {
		if p.M[l]/p.U[l] > p.M[l-1]/p.U[l-1]*(1+1e-6) {
			t.Errorf("level %d weighs more than level %d", l+1, l)
		}
	}
}

func frequencies(every bool, values []Holder) Frequencies {
	tally := NewTally("phone", every, slices.Clone(values))
	return tally.Frequencies()
}

func TestFrequencies(t *testing.T) {
	var values []Holder
	for i := range uint64(1000) {
		values = append(values, Holder{record.Mix(i + 1), i}) // everybody's own
	}
	for i := range uint64(100) {
		values = append(values, Holder{7, i}) // a hundred people's
		values = append(values, Holder{8, 3}) // one person's, often
	}
	f := frequencies(false, values)
	if common, rare, repeated := f.bits(7), f.bits(record.Mix(1)), f.bits(8); common >= rare || repeated != rare {
		t.Errorf("bits of a common value %d, a rare one %d, one person's %d", common, rare, repeated)
	}
	if every := frequencies(true, values); every.bits(8) >= every.Rest {
		t.Error("counted by record, a repeated value is common")
	}
}

// Neither the order of records nor where they were counted must matter to frequencies.
func TestTalliesAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var values []Holder
	for range 3000 {
		values = append(values, Holder{uint64(r.IntN(300) + 1), uint64(r.IntN(40))})
	}
	for _, every := range []bool{true, false} {
		want := frequencies(every, values)
		r.Shuffle(len(values), func(i, j int) { values[i], values[j] = values[j], values[i] })
		if got := frequencies(every, values); !reflect.DeepEqual(got, want) {
			t.Error("frequencies depend on the order")
		}
		sum := Tally{Comparison: "phone", Every: every}
		for part := range uint64(7) {
			var some []Holder
			for _, v := range values {
				if v.Value%7 == part {
					some = append(some, v)
				}
			}
			sum.Merge(NewTally("phone", every, some))
		}
		if got := sum.Frequencies(); !reflect.DeepEqual(got, want) {
			t.Error("tallies of parts give other frequencies")
		}
	}
}

func TestCheck(t *testing.T) {
	table, _ := base(t, 50, 2)
	m := shippedFor(table, nil)
	if err := m.Check(); err != nil {
		t.Fatal(err)
	}
	m.Parameters[0].M[0] = 0
	if m.Check() == nil {
		t.Error("a probability of 0 passes")
	}
	m = shippedFor(table, nil)
	m.Parameters[0].U = m.Parameters[0].U[1:]
	if m.Check() == nil {
		t.Error("levels without probabilities pass")
	}
}

// The inner loop on one core: all comparisons, and six. Pairs are neighbours, which
// share households and persons as candidate pairs do.
func BenchmarkCompare(b *testing.B) {
	for _, c := range []struct {
		name   string
		ignore []string
	}{{"all", nil}, {"six", []string{"middle_name", "suffix", "org_name", "email_form"}}} {
		b.Run(c.name, func(b *testing.B) {
			table, _ := base(b, 20000, 3)
			model := shippedFor(table, c.ignore)
			comparer, weights := NewComparer(table, model), model.Weights()
			a := NewAgreement(comparer)
			n := uint64(table.Len())
			i := uint64(0)
			for b.Loop() {
				i++
				left := uint32(record.Mix(i) % n)
				comparer.Compare(left, (left+1+uint32(i%7))%uint32(n), &a)
				weights.Score(&a)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pairs/s")
			b.ReportMetric(float64(len(model.Parameters)), "comparisons")
		})
	}
}
