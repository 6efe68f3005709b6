package report

import "strings"

// mergedList is what merged.csv says: the first merges, and how many there are.
type mergedList struct {
	first []mergedView
	total int64
}

// mergedView is one merge: who remains, who was merged into it.
type mergedView struct {
	Merge, Survivor string
	Secondaries     []string
}

// shownMerges is how many merges the page lists.
const shownMerges = 100

// readMerged reads a merged.csv. The rows of a merge follow each other.
func readMerged(path string) (mergedList, error) {
	var list mergedList
	last := ""
	for r, err := range records(path) {
		if err != nil {
			return list, err
		}
		if id := r.get("merge"); id != last {
			last = strings.Clone(id)
			list.total++
			if list.total <= shownMerges {
				list.first = append(list.first, mergedView{Merge: last, Survivor: strings.Clone(r.get("survivor_import_id"))})
			}
		}
		if list.total <= shownMerges {
			one := &list.first[len(list.first)-1]
			one.Secondaries = append(one.Secondaries, strings.Clone(r.get("external_customer_import_id")))
		}
	}
	return list, nil
}
