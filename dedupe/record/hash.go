package record

import "strings"

// Hash returns a 64-bit hash of text that is the same on every machine and in
// every run, and 0 for the empty text only. Method: FNV-1a over bytes with a
// final mix, so that all bits depend on all bytes.
func Hash(text string) uint64 {
	if text == "" {
		return 0
	}
	h := uint64(14695981039346656037)
	for i := 0; i < len(text); i++ {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return max(1, Mix(h))
}

// Mix spreads the bits of x over all of the result (the finaliser of MurmurHash3).
func Mix(x uint64) uint64 {
	x = (x ^ x>>33) * 0xff51afd7ed558ccd
	x = (x ^ x>>33) * 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}

// Join combines two hashes in order; 0 when either is 0, so that a key with a
// missing part is missing.
func Join(a, b uint64) uint64 {
	if a == 0 || b == 0 {
		return 0
	}
	return max(1, Mix(a*0x9e3779b97f4a7c15+b))
}

// PairMark returns a hash of the marks of two records, in either order: chance that
// depends on their import ids and nothing else.
func PairMark(a, b uint64) uint64 { return Join(min(a, b), max(a, b)) }

func joinParts(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " ")
}
