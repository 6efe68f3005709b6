package blocking

import (
	"rollcall/dedupe/record"
)

// Shared returns the names of the rules under which the first two records of a
// table share a key, whatever the size of the block.
func Shared(t *record.Table, rules []Rule) ([]string, error) {
	c := compiler{t, map[string]*part{}}
	var names []string
	for _, r := range rules {
		rule, err := c.rule(r)
		if err != nil {
			return nil, err
		}
		if sharesKey(t, &rule) {
			names = append(names, r.Name)
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
