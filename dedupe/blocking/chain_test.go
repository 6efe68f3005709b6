package blocking

import (
	"maps"
	"reflect"
	"testing"

	"rollcall/dedupe/record"
)

// What surveys of chains say must be what the survey of the table says.
func TestSurveysOfChains(t *testing.T) {
	table := people(t, 300, 7)
	whole, err := NewSurvey(table, someRules, 2)
	if err != nil {
		t.Fatal(err)
	}
	keyer, err := NewKeyer(table, bare(someRules))
	if err != nil {
		t.Fatal(err)
	}
	chains, owners := make([][]Chain, len(someRules)), make([][]uint32, len(someRules))
	for rec := range table.Len() {
		for c := range keyer.Chains(rec) {
			chains[c.Rule], owners[c.Rule] = append(chains[c.Rule], c.Chain), append(owners[c.Rule], uint32(rec))
		}
	}
	const limit = 9
	plan, trial, sampled := whole.Plan(limit), whole.Trial(limit), map[[2]uint64]int{}
	sum, sumTrial, sumPlan := Totals(nil), Trial{}, (*Plan)(nil)
	for rule := range someRules {
		one := SurveyChains(someRules, rule, chains[rule], 2)
		for row, other := range one.Sampled(trial, func(row, other uint32) (uint64, bool) {
			a, b := owners[rule][row], owners[rule][other]
			return record.PairMark(table.Mark(a), table.Mark(b)), a != b
		}) {
			a, b := table.Mark(owners[rule][row]), table.Mark(owners[rule][other])
			sampled[[2]uint64{min(a, b), max(a, b)}]++
		}
		if sumPlan == nil {
			sum, sumTrial, sumPlan = one.Totals(), one.Trial(limit), one.Plan(limit)
			continue
		}
		sum.Merge(one.Totals())
		sumTrial.Merge(one.Trial(limit))
		sumPlan.Merge(one.Plan(limit))
	}
	if !reflect.DeepEqual(sum, whole.Totals()) || !reflect.DeepEqual(sumTrial, trial) || !reflect.DeepEqual(sumPlan, plan) {
		t.Errorf("chains come to %v, %v, %v\nwant %v, %v, %v", sum, sumTrial, sumPlan, whole.Totals(), trial, plan)
	}
	if got := whole.Totals().Trial(limit, 2); !reflect.DeepEqual(got, trial) {
		t.Errorf("the totals' trial is %v, want %v", got, trial)
	}
	want := map[[2]uint64]int{}
	for row, other := range whole.Sampled(trial, whole.mark) {
		a, b := table.Mark(table.Owner(row)), table.Mark(table.Owner(other))
		want[[2]uint64{min(a, b), max(a, b)}]++
	}
	if len(want) == 0 || !maps.Equal(sampled, want) {
		t.Errorf("%d pairs are sampled from chains, want %d", len(sampled), len(want))
	}
}

// A chain settles where the row does.
func TestSettledChains(t *testing.T) {
	table := people(t, 300, 7)
	survey, err := NewSurvey(table, someRules, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{4, 30} {
		plan := survey.Plan(limit)
		keyer, err := NewKeyer(table, plan)
		if err != nil {
			t.Fatal(err)
		}
		for rec := range table.Len() {
			var got []Key
			for c := range keyer.Chains(rec) {
				if hash := plan.Settled(c.Rule, c.Chain); hash != 0 {
					got = append(got, Key{c.Rule, hash})
				}
			}
			if want := keyer.Keys(nil, rec); !reflect.DeepEqual(got, want) {
				t.Fatalf("record %d: keys %v, want %v", rec, got, want)
			}
		}
	}
}

func TestPairsInIsPairsOf(t *testing.T) {
	table := people(t, 200, 3)
	survey, err := NewSurvey(table, someRules, 1)
	if err != nil {
		t.Fatal(err)
	}
	plan := survey.Plan(9)
	x, err := NewIndex(table, plan)
	if err != nil {
		t.Fatal(err)
	}
	even := func(k Key) bool { return k.Hash%2 == 0 }
	got, want := map[Pair]bool{}, map[Pair]bool{}
	for p := range x.PairsIn(even) {
		got[p] = true
	}
	for _, key := range blocksOf(t, table, plan) {
		if even(key) {
			for p := range x.PairsOf(key) {
				want[p] = true
			}
		}
	}
	if len(want) == 0 || !maps.Equal(got, want) {
		t.Errorf("%d pairs, want %d", len(got), len(want))
	}
}

func FuzzFinders(f *testing.F) {
	data, _ := Finders{found{1, 2, 3, 1 << 63}, 4}.AppendBinary(nil)
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		var x Finders
		if x.UnmarshalBinary(data) != nil {
			return
		}
		if again, _ := x.AppendBinary(nil); string(again) != string(data) {
			t.Errorf("%x became %x", data, again)
		}
	})
}
