package scoring

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"rollcall/dedupe/compare"
	"rollcall/dedupe/record"
	"rollcall/store/customer"
)

var streets = strings.Fields("amber birch cedar dogwood elmer ferndale greenhill harbour ivory juniper kingfisher lavender")

// chains is a table of 50 organisations with 12 sites each, one phone and one email
// per organisation; every sixth site was entered twice. site tells who is who.
func chains(t *testing.T) (table *record.Table, site []int) {
	t.Helper()
	var list []customer.Customer
	for org := range 50 {
		name := fmt.Sprintf("%c%c%c Dental", 'a'+org%25, 'e'+org/25, 'b'+org%7)
		for s := range 12 {
			for copied := 0; copied == 0 || copied == 1 && s%6 == 0; copied++ {
				c := place(fmt.Sprintf("%02d-%02d-%d", org, s, copied), name, fmt.Sprintf("info@f%d.example", org),
					fmt.Sprintf("%d %s Road", 100+37*org, streets[s]), fmt.Sprintf("%d%04d", s%9+1, org*173))
				c.PhoneNumber = fmt.Sprintf("(212) 555-%04d", org)
				list, site = append(list, c), append(site, org*12+s)
			}
		}
	}
	return load(t, list), site
}

// TestBranchesAreNotLearnedAsMatches: where an organisation's sites are many more
// than sites that were entered twice, matches are still one site each.
func TestBranchesAreNotLearnedAsMatches(t *testing.T) {
	table, site := chains(t)
	shipped := shippedFor(table, nil)
	comparer := NewComparer(table, shipped)
	a := NewAgreement(comparer)
	all, candidates, matches := Patterns{}, Patterns{}, 0.0
	for left := range uint32(table.Len()) {
		for right := left + 1; right < uint32(table.Len()); right++ {
			comparer.Compare(left, right, &a)
			all.Add(&a, 0)
			if site[left]/12 == site[right]/12 {
				candidates.Add(&a, ^uint64(0))
			}
			if site[left] == site[right] {
				matches++
			}
		}
	}
	learned := Learn(shipped, Sample{Candidates: candidates, Random: all, Scale: 1})
	pairs := float64(table.Len()*(table.Len()-1)) / 2
	if got := Odds(learned.Prior) * pairs; got > 1.5*matches || got < matches/1.5 {
		t.Errorf("the prior expects %.0f matches, there are %.0f", got, matches)
	}
	weights := learned.Weights()
	score := func(left, right uint32) float64 {
		comparer.Compare(left, right, &a)
		return Probability(weights.Score(&a))
	}
	if once, twice := score(0, 2), score(0, 1); once > 0.5 || twice < 0.95 {
		t.Errorf("two sites of one organisation: %.4f, one site twice: %.4f", once, twice)
	}
}

// TestShare: what is not fixed shares what the fixed levels leave.
func TestShare(t *testing.T) {
	shipped := []float64{.02, .02, .06, .08, .25, .57}
	to := []float64{.001, .001, 0, 0, 0, 0}
	share(to, []float64{900, 900, 0, 0, 300, 700}, shipped, []bool{true, true, false, false, false, false})
	if math.Abs(sum(to)-1) > 1e-12 || to[0] != .001 || to[4] < .28 || to[4] > .31 || to[2] <= 0 {
		t.Errorf("shares %v", to)
	}
}

// TestWithoutBranches: organisations that moved are no more than was to be expected;
// people are left as they are.
func TestWithoutBranches(t *testing.T) {
	shipped := shipped[address].m
	miss := int(compare.PlaceZip)
	sites := []float64{0, 70, 10, 0, 0, 20, 400}
	counts := []float64{0, 170, 10, 0, 0, 20, 430}
	withoutBranches(counts, sites, shipped)
	people := 100.0 + 30
	here := sum(counts[1:miss]) - 100
	moved := sum(counts[miss:]) - 30
	if q := moved / (here + moved); math.Abs(q-sum(shipped[miss-1:compare.PlaceWhole])) > 1e-9 || counts[1] != 170 || sum(counts) < people {
		t.Errorf("%v: the share of organisations that moved is %.3f", counts, q)
	}
	few := []float64{0, 80, 0, 0, 0, 0, 5}
	withoutBranches(few, []float64{0, 80, 0, 0, 0, 0, 5}, shipped)
	if few[6] != 5 {
		t.Errorf("few moved: %v", few)
	}
}
