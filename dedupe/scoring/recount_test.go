package scoring

import (
	"math"
	"slices"
	"testing"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

// entries are 500 values, each held by one person who was entered n times under other
// names, and one value that n*100 people hold.
func entries(n int) Frequencies {
	var holders []Holder
	for value := range uint64(500) {
		for name := range uint64(n) {
			holders = append(holders, Holder{record.Mix(value + 1), value*1000 + name})
		}
	}
	for name := range uint64(100 * n) {
		holders = append(holders, Holder{record.Mix(0), 1_000_000 + name})
	}
	tally := NewTally("email", false, holders)
	return tally.Frequencies()
}

// TestLess: a value that one person's records hold is as rare as if there was one
// record; one that many people hold keeps its share; without matches nothing changes.
func TestLess(t *testing.T) {
	once := entries(1)
	for _, n := range []int{2, 3, 4, 7} {
		f, matches := entries(n), [crowds]float64{}
		before := f
		f.less(&matches)
		if !slices.Equal(f.Bits, before.Bits) || f.Rest != before.Rest {
			t.Errorf("%d times: nothing matches, but rarities change", n)
		}
		own := f.bits(record.Mix(7))
		matches[f.crowdOf(own)] = 500 * float64(n*(n-1)) / 2
		changes := f.less(&matches)
		if got, want := f.bits(record.Mix(7)), once.bits(record.Mix(7)); math.Abs(Bits(got-want)) > 3 || got <= own {
			t.Errorf("%d times: %.1f bits, once %.1f, before %.1f", n, Bits(got), Bits(want), Bits(own))
		}
		if got, want := f.bits(record.Mix(0)), once.bits(record.Mix(0)); math.Abs(Bits(got-want)) > 0.1 {
			t.Errorf("%d times: the value of many has %.2f bits, once %.2f", n, Bits(got), Bits(want))
		}
		if change := changes[before.crowdOf(own)]; change != f.bits(record.Mix(7))-own {
			t.Errorf("%d times: the patterns change by %d, the value by %d", n, change, f.bits(record.Mix(7))-own)
		}
	}
}

// TestShared: the pairs that share a value are all in a class.
func TestShared(t *testing.T) {
	for _, n := range []int{1, 2, 3, 6, 40} {
		f := entries(n)
		sum := 0.0
		for _, pairs := range f.shared() {
			sum += pairs
		}
		if want := 500*float64(n*(n-1))/2 + float64(100*n*(100*n-1))/2; math.Abs(sum-want) > 0.01*want {
			t.Errorf("%d times: %.0f pairs share a value, want %.0f", n, sum, want)
		}
	}
}

// TestClassify: who shares what, and whether under one name, either way round.
func TestClassify(t *testing.T) {
	list := []customer.Customer{
		{ImportID: "a", FirstName: "Anna", LastName: "Berg", Email: "zebra77@quarry.net", PhoneNumber: "(415) 555-2671"},
		{ImportID: "b", FirstName: "Anna", LastName: "Berg", Email: "zebra77@quarry.net"},
		{ImportID: "c", FirstName: "Carl", LastName: "Berg", Email: "zebra77@quarry.net", PhoneNumber: "(415) 555-2699"},
	}
	table := load(t, list)
	comparer := NewComparer(table, shippedFor(table, nil))
	a, b := NewAgreement(comparer), NewAgreement(comparer)
	for _, c := range []struct {
		left, right                 uint32
		first, family, email, phone bool
		namesake                    bool
	}{{0, 1, true, true, true, false, true}, {0, 2, false, true, true, false, false}} {
		comparer.Classify(c.left, c.right, &a)
		comparer.Classify(c.right, c.left, &b)
		if !slices.Equal(a.crowds, b.crowds) {
			t.Errorf("%v: the order matters", c)
		}
		for i, want := range map[kind]bool{givenName: c.first, familyName: c.family, email: c.email, phone: c.phone} {
			if got := a.crowds[comparer.find(i)]; (got != alone) != want || got&namesake != 0 && (i == givenName || i == familyName || !c.namesake) {
				t.Errorf("%v: %s is in class %d", c, kindNames[i], got)
			}
		}
	}
}

// TestPatternBytes: levels and classes are told apart again.
func TestPatternBytes(t *testing.T) {
	a := Agreement{[]compare.Level{0, compare.GivenElse, 3}, make([]int32, 3), []crowd{crowds - 1, unlisted | namesake, alone}}
	patterns := Patterns{}
	patterns.Add(&a, 5)
	for _, w := range patterns.sorted() {
		if !slices.Equal(w.levels, a.Levels) || !slices.Equal(w.crowds, a.crowds) || w.Free != 5 {
			t.Errorf("%+v", w)
		}
	}
}

// TestRecountOnce: learning from a base in which everybody stands several times gives
// values the rarity that they have among people, near enough.
func TestRecountOnce(t *testing.T) {
	table, truth := base(t, 900, 21)
	shipped := shippedFor(table, nil)
	comparer := NewComparer(table, shipped)
	a := NewAgreement(comparer)
	candidates, random := Patterns{}, Patterns{}
	for left := range uint32(table.Len()) {
		for right := left + 1; right < uint32(table.Len()); right++ {
			comparer.Compare(left, right, &a)
			comparer.Classify(left, right, &a)
			random.Add(&a, 0)
			candidates.Add(&a, ^uint64(0))
		}
	}
	learned := Learn(shipped, Sample{Candidates: candidates, Random: random, Scale: 1})
	persons := map[string]bool{}
	for _, who := range truth {
		persons[who] = true
	}
	for i, before := range shipped.Frequencies {
		if after := learned.Frequencies[i]; after.Repeat > before.Repeat*(1+1e-9) || after.Rest < before.Rest {
			t.Errorf("%s: commoner than before", after.Comparison)
		}
	}
	if len(persons) == table.Len() || learned.SetAside != "" {
		t.Fatalf("%d persons, %s", len(persons), learned.SetAside)
	}
	recounted := comparer.Recount(learned)
	fresh := NewComparer(table, learned)
	b := NewAgreement(fresh)
	for right := uint32(1); right < 300; right++ {
		recounted.Compare(0, right, &a)
		fresh.Compare(0, right, &b)
		if !slices.Equal(a.Levels, b.Levels) || !slices.Equal(a.Rarity, b.Rarity) {
			t.Fatalf("record %d compares otherwise with a comparer that was recounted", right)
		}
	}
}
