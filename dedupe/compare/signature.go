package compare

import "math/bits"

// Signature is a small picture of a text: a bit per pair of neighbouring bytes,
// hashed to 64. It tells quickly that two texts are far apart.
type Signature uint64

// Sign returns a text's signature.
func Sign(text string) Signature {
	var s Signature
	for i := 1; i < len(text); i++ {
		s |= 1 << ((uint32(text[i-1])*0x9e3779b1 ^ uint32(text[i])*0x85ebca77) >> 26)
	}
	return s
}

// Far says that more than so many edits lie between the texts behind two
// signatures. One edit changes at most three pairs of neighbours on either side
// (a swap does), so that Far never errs for ASCII texts; false says nothing.
func Far(a, b Signature, edits int) bool {
	return bits.OnesCount64(uint64(a^b)) > 6*edits
}
