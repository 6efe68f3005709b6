package keylist

import (
	"slices"

	"rollcall/store"
)

// Search looks keys up in segments, the newest first.
type Search struct {
	keys    []uint64 // ascending
	masked  map[int64]bool
	entries []store.Keyed
}

// NewSearch looks for these keys, in any order.
func NewSearch(keys []uint64) *Search {
	return &Search{keys: slices.Compact(slices.Sorted(slices.Values(keys))), masked: map[int64]bool{}}
}

// Touches says whether a chunk from one key to another may have a wanted one.
func (s *Search) Touches(first, last uint64) bool {
	at, found := slices.BinarySearch(s.keys, first)
	return found || at < len(s.keys) && s.keys[at] <= last
}

// Chunk yields the wanted entries of a chunk's data that no newer segment holds
// no longer, and says whether more are wanted. Errors wrap ErrCorrupt.
func (s *Search) Chunk(data []byte, yield func(store.Keyed) bool) (more bool, err error) {
	if s.entries, err = Entries(s.entries[:0], data); err != nil || len(s.entries) == 0 {
		return err == nil, err
	}
	at, _ := slices.BinarySearch(s.keys, s.entries[0].Key)
	for _, e := range s.entries {
		for at < len(s.keys) && s.keys[at] < e.Key {
			at++
		}
		if at == len(s.keys) {
			break
		}
		if s.keys[at] == e.Key && !s.masked[e.Customer] && !yield(e) {
			return false, nil
		}
	}
	return true, nil
}

// Mask takes customers out of all older segments.
func (s *Search) Mask(ids []int64) {
	for _, id := range ids {
		s.masked[id] = true
	}
}

// Part is one whole segment: its entries, and of whom older ones hold no longer.
type Part struct {
	Entries []store.Keyed
	Masked  []int64
}

// Merge makes one segment of several, the oldest first.
func Merge(parts []Part) Part {
	var all Part
	masked := map[int64]bool{}
	for i := len(parts) - 1; i >= 0; i-- {
		for _, e := range parts[i].Entries {
			if !masked[e.Customer] {
				all.Entries = append(all.Entries, e)
			}
		}
		for _, id := range parts[i].Masked {
			masked[id] = true
		}
		all.Masked = append(all.Masked, parts[i].Masked...)
	}
	slices.SortFunc(all.Entries, compareEntries)
	slices.Sort(all.Masked)
	all.Masked = slices.Compact(all.Masked)
	return all
}

// MostLater is how many segments may stand beside the first before they are made one.
const MostLater = 8
