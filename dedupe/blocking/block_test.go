package blocking

import (
	"maps"
	"reflect"
	"slices"
	"testing"

	"rollcall/dedupe/record"
)

// blocksOf returns the base keys of a table under rules, each once.
func blocksOf(t *testing.T, table *record.Table, p *Plan) []Key {
	t.Helper()
	keyer, err := NewKeyer(table, p)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[Key]bool{}
	for rec := range table.Len() {
		for _, k := range keyer.Keys(nil, rec) {
			keys[k] = true
		}
	}
	return slices.SortedFunc(maps.Keys(keys), func(a, b Key) int {
		if a.Rule != b.Rule {
			return a.Rule - b.Rule
		}
		if a.Hash < b.Hash {
			return -1
		}
		return 1
	})
}

func bare(rules []Rule) *Plan {
	return &Plan{Rules: rules, Cap: 1, Limit: 1, Split: make([][]uint64, len(rules))}
}

// What surveys of single blocks say must add up to what the survey of all says.
func TestSurveysOfBlocksAddUp(t *testing.T) {
	table := people(t, 300, 3)
	whole, err := NewSurvey(table, someRules, 2)
	if err != nil {
		t.Fatal(err)
	}
	const limit = 9
	likely := func() func(a, b uint32) bool { return func(a, b uint32) bool { return (a+b)%3 == 0 } }
	totals, plan, seen := whole.Totals(), whole.Plan(limit), Sightings{}
	trial := whole.Trial(limit)
	sum, sumTrial, sumPlan := Totals(nil), Trial{}, (*Plan)(nil)
	for _, key := range blocksOf(t, table, bare(someRules)) {
		one, err := SurveyBlock(table, someRules, key, 2)
		if err != nil {
			t.Fatal(err)
		}
		seen.Merge(one.Sight(trial, likely))
		if sumPlan == nil {
			sum, sumTrial, sumPlan = one.Totals(), one.Trial(limit), one.Plan(limit)
			continue
		}
		sum.Merge(one.Totals())
		sumTrial.Merge(one.Trial(limit))
		sumPlan.Merge(one.Plan(limit))
	}
	if !reflect.DeepEqual(sum, totals) || !reflect.DeepEqual(sumTrial, trial) || !reflect.DeepEqual(sumPlan, plan) {
		t.Errorf("blocks come to %v, %v, %v\nwant %v, %v, %v", sum, sumTrial, sumPlan, totals, trial, plan)
	}
	if want := whole.Sight(trial, likely); !reflect.DeepEqual(seen, want) {
		t.Errorf("in blocks %v was met, want %v", seen, want)
	}
}

// A frozen plan gives the pairs of the survey that it came from; every pair shares a
// key; and walked block by block, each from a table of its own, they are the same.
func TestFrozenPlan(t *testing.T) {
	table := people(t, 300, 5)
	survey, err := NewSurvey(table, someRules, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, limit := range []int{4, 9, 30, 1000} {
		plan := survey.Plan(limit)
		if err := plan.Check(); err != nil {
			t.Fatal(err)
		}
		want := collect(t, survey.Index(limit))
		frozen, err := NewIndex(table, plan)
		if err != nil {
			t.Fatal(err)
		}
		if got := collect(t, frozen); !maps.Equal(got, want) {
			t.Errorf("cap %d: %d pairs under the frozen plan, want %d", limit, len(got), len(want))
		}
		got := map[pair]int{}
		for _, key := range blocksOf(t, table, plan) {
			for p := range frozen.PairsOf(key) {
				if _, twice := got[pair{p.Left, p.Right}]; twice {
					t.Fatal("a pair is in two blocks")
				}
				got[pair{p.Left, p.Right}] = p.Rule
			}
		}
		if !maps.Equal(got, want) {
			t.Errorf("cap %d: %d pairs block by block, want %d", limit, len(got), len(want))
		}
		if shared := sharing(t, table, plan); !maps.Equal(shared, want) {
			t.Errorf("cap %d: %d pairs share a key, want %d", limit, len(shared), len(want))
		}
	}
}

// sharing returns the pairs that share a key, with the least rule.
func sharing(t *testing.T, table *record.Table, p *Plan) map[pair]int {
	t.Helper()
	keyer, err := NewKeyer(table, p)
	if err != nil {
		t.Fatal(err)
	}
	holders := map[Key][]uint32{}
	for rec := range table.Len() {
		keys := keyer.Keys(nil, rec)
		slices.SortFunc(keys, func(a, b Key) int {
			if a.Rule != b.Rule {
				return a.Rule - b.Rule
			}
			return int(a.Hash>>32) - int(b.Hash>>32)
		})
		for _, k := range slices.Compact(keys) {
			if !slices.Contains(holders[k], uint32(rec)) {
				holders[k] = append(holders[k], uint32(rec))
			}
		}
	}
	pairs := map[pair]int{}
	for k, records := range holders {
		for i, a := range records {
			for _, b := range records[i+1:] {
				if rule, ok := pairs[pair{a, b}]; !ok || k.Rule < rule {
					pairs[pair{a, b}] = k.Rule
				}
			}
		}
	}
	return pairs
}

// A block that grows beyond the limit is split, and said so; within it stays whole.
func TestOutgrown(t *testing.T) {
	table := people(t, 300, 6)
	plan := bare(someRules)
	plan.Cap, plan.Limit = 9, 30
	x, err := NewIndex(table, plan)
	if err != nil {
		t.Fatal(err)
	}
	outgrown := 0
	for _, c := range x.Coverage {
		outgrown += c.Outgrown
	}
	if outgrown == 0 {
		t.Error("no block is reported as outgrown")
	}
	for rule, blocks := range x.blocks {
		for _, b := range blocks {
			if b.size() > plan.Limit {
				t.Errorf("rule %d has a block of %d rows", rule, b.size())
			}
		}
	}
}
