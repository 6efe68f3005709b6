package blocking

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

// people returns a table of n people with few different values, so that blocks
// overlap; every fifth has a second row.
func people(t testing.TB, n int, seed uint64) *record.Table {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	table, err := record.Load(context.Background(), func(yield func(*customer.Customer, error) bool) {
		for i := range n {
			c := &customer.Customer{ID: int64(i + 1), ImportID: fmt.Sprintf("%05d", i), FirstName: fmt.Sprintf("First%c", 'a'+r.IntN(8)), LastName: fmt.Sprintf("Last%c", 'a'+r.IntN(8))}
			if r.IntN(3) > 0 {
				c.Email = fmt.Sprintf("u%d@mail.net", r.IntN(n/2+1))
			}
			c.PhoneNumber = fmt.Sprintf("617384%04d", r.IntN(n/3+1))
			c.SetField("born", customer.Value{Type: customer.BirthDate, Text: fmt.Sprintf("19%02d-01-0%d", 50+r.IntN(20), 1+r.IntN(5))})
			if i%5 == 0 {
				c.SetField("mobile", customer.Value{Type: customer.Phone, Text: fmt.Sprintf("617384%04d", r.IntN(n/3+1))})
			}
			if !yield(c, nil) {
				return
			}
		}
	}, record.Options{Region: "US"})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

var someRules = []Rule{
	{"email", []string{"email"}, nil},
	{"phone", []string{"phone"}, []string{"last_initial"}},
	{"names", []string{"names_full"}, []string{"birth_year", "birth_day"}},
	{"last", []string{"last"}, []string{"first", "birth_year"}},
}

type pair struct{ left, right uint32 }

// collect returns the pairs of an index and fails where one comes twice.
func collect(t testing.TB, x *Index) map[pair]int {
	t.Helper()
	pairs := map[pair]int{}
	for _, c := range x.Chunks() {
		for p := range x.Pairs(c) {
			key := pair{p.Left, p.Right}
			if _, twice := pairs[key]; twice || p.Left >= p.Right {
				t.Fatalf("pair %v comes twice or the wrong way round", key)
			}
			pairs[key] = p.Rule
		}
	}
	return pairs
}

// Without a cap the pairs are those that share a key, each once, named after the
// first rule.
func TestPairsAreThoseThatShareAKey(t *testing.T) {
	for seed := range uint64(3) {
		table := people(t, 200, seed)
		plan, err := NewSurvey(table, someRules, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := collect(t, plan.Index(1<<20))
		want := 0
		for a := range uint32(table.Len()) {
			for b := a + 1; b < uint32(table.Len()); b++ {
				first := firstShared(plan, a, b)
				if first < 0 {
					continue
				}
				want++
				if rule, ok := got[pair{a, b}]; !ok || rule != first {
					t.Fatalf("pair %d, %d: rule %d, want %d", a, b, rule, first)
				}
			}
		}
		if want != len(got) {
			t.Errorf("%d pairs, want %d", len(got), want)
		}
	}
}

func firstShared(p *Survey, a, b uint32) int {
	fromA, toA := p.table.Rows(int(a))
	fromB, toB := p.table.Rows(int(b))
	for rule, d := range p.drafts {
		for i := fromA; i < toA; i++ {
			for j := fromB; j < toB; j++ {
				if key := d.rule.key(p.table.Row(i)); key != 0 && key == d.rule.key(p.table.Row(j)) {
					return rule
				}
			}
		}
	}
	return -1
}

// Under a cap no block is above it, and what was given up is counted.
func TestCap(t *testing.T) {
	table := people(t, 300, 9)
	plan, err := NewSurvey(table, someRules, 1)
	if err != nil {
		t.Fatal(err)
	}
	all := len(collect(t, plan.Index(1<<20)))
	for _, limit := range []int{4, 9, 30} {
		x := plan.Index(limit)
		for rule, blocks := range x.blocks {
			for _, b := range blocks {
				if int(b.to-b.from) > limit {
					t.Fatalf("rule %d has a block of %d rows under a cap of %d", rule, b.to-b.from, limit)
				}
			}
		}
		var givenUp, split int64
		for _, c := range x.Coverage {
			givenUp += c.GivenUp
			split += int64(c.Split)
		}
		if got := len(collect(t, x)); got < all && (givenUp == 0 || split == 0) {
			t.Errorf("cap %d: %d of %d pairs, yet nothing is reported as given up", limit, got, all)
		}
	}
	if small, large := plan.Cap(200), plan.Cap(1<<40); small > 20 || large < 300 {
		t.Errorf("caps %d and %d for a small and a large budget", small, large)
	}
}

func TestChoose(t *testing.T) {
	table := people(t, 300, 4)
	plan, err := NewSurvey(table, append([]Rule{{"birth_year", []string{"birth_year"}, nil}}, someRules...), 1)
	if err != nil {
		t.Fatal(err)
	}
	same := func() func(a, b uint32) bool {
		return func(a, b uint32) bool {
			return table.Row(a)[record.Email] != 0 && table.Row(a)[record.Email] == table.Row(b)[record.Email]
		}
	}
	trial := plan.Trial(1 << 20)
	rules := trial.Choose(plan.Rules(), plan.Sight(trial, same))
	if len(rules) == 0 || rules[0].Name != "email" && len(rules) == 1 {
		t.Errorf("chose %v for matches that share an email", rules)
	}
	if rules = trial.Choose(plan.Rules(), Sightings{}); len(rules) != len(someRules)+1 {
		t.Errorf("chose %v where nothing is known to match: all must stay", rules)
	}
}

func TestEveryRuleOfTheCatalogue(t *testing.T) {
	table := people(t, 50, 2)
	plan, err := NewSurvey(table, Catalogue(table.Fields), 1)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, r := range plan.Rules() {
		if names[r.Name] {
			t.Errorf("rule %s stands twice", r.Name)
		}
		names[r.Name] = true
	}
	if _, err = NewSurvey(table, []Rule{{"x", []string{"email", "shoe"}, nil}}, 1); !errors.Is(err, ErrUnknownPart) {
		t.Errorf("got %v, want ErrUnknownPart", err)
	}
}

func TestFree(t *testing.T) {
	table := people(t, 200, 7)
	plan, err := NewSurvey(table, someRules[:2], 1)
	if err != nil {
		t.Fatal(err)
	}
	x := plan.Index(1 << 20)
	for _, c := range x.Chunks() {
		for p := range x.Pairs(c) {
			free := x.Free(p)
			if free>>record.Birth&1 == 0 {
				t.Fatal("birth dates are free: no rule reads them")
			}
			if p.Rule == 1 && free>>record.Phone&1 == 1 {
				t.Fatal("found by phone only, the phone is not free")
			}
		}
	}
}

func TestSortEntries(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{0, 1, 300, 5000} {
		entries := make([]entry, n)
		for i := range entries {
			entries[i] = entry{record.Mix(uint64(r.IntN(n/3 + 1))), uint32(i)}
		}
		sortEntries(entries)
		for i := 1; i < n; i++ {
			if compareEntries(entries[i-1], entries[i]) > 0 {
				t.Fatalf("%d entries: out of order at %d", n, i)
			}
		}
	}
}
