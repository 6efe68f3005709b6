package gram

import "slices"

const (
	// longList is the length in bytes of a list that leaves too many to be read.
	longList = 600_000
	// perLookup is how many bytes of a list are read in the time in which one
	// customer is looked at.
	perLookup = 1000
)

// Stored is where a list is kept, and its length in bytes.
type Stored struct{ At, Size int64 }

// Search returns the rows that are in all of the lists, ascending, and perhaps
// some more: it begins with the shortest list, and stops where the few that are
// left are sooner looked at than the next list is read. Few is false when even
// the shortest list is long. The order of lists is changed.
func Search(lists []Stored, load func(at int64) ([]byte, error)) (rows []int64, few bool, err error) {
	slices.SortFunc(lists, func(a, b Stored) int { return int(a.Size - b.Size) })
	for i, list := range lists {
		if i == 0 && list.Size > longList {
			return nil, false, nil
		}
		if i > 0 && int64(len(rows))*perLookup < list.Size {
			break
		}
		data, err := load(list.At)
		if err != nil {
			return nil, false, err
		}
		if i == 0 {
			rows = Rows(data)
		} else {
			rows = Common(rows, data)
		}
	}
	return rows, true, nil
}
