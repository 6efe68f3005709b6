package blocking

import (
	"rollcall/dedupe/record"
)

// Shared returns the names of the rules under which the first two records of a
// table share a key, whatever the size of the block.
func Shared(t *record.Table, rules []Rule) ([]string, error) {
	compiled, err := compile(t, rules)
	if err != nil {
		return nil, err
	}
	var names []string
	for i := range compiled {
		if sharesKey(t, &compiled[i]) {
			names = append(names, compiled[i].Name)
		}
	}
	return names, nil
}

func sharesKey(t *record.Table, rule *compiled) bool {
	fromA, toA := t.Rows(0)
	fromB, toB := t.Rows(1)
	for i := fromA; i < toA; i++ {
		key := rule.key(t.Row(i))
		for j := fromB; j < toB && key != 0; j++ {
			if rule.key(t.Row(j)) == key {
				return true
			}
		}
	}
	return false
}
