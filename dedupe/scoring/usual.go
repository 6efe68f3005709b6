package scoring

import (
	"cmp"
	"math"
	"slices"
)

// frequent is the rarity of a frequent value, in 1/10,000 bit, and the share of the
// holders that have it.
type frequent struct {
	bits  int32
	share float64
}

// usual returns how rare what two chance neighbours have in common usually is, in
// 1/10,000 bit: near agreements weigh more or less as they are rarer or commoner than
// that. Two neighbours are taken as two draws by frequency, of which the commoner
// counts; the mean is over 2 to the half of its bits, as that is what scales the
// weight of a near level, so that on the whole it neither adds nor takes any. Values
// that are not frequent have the rarity rest.
func usual(values []frequent, rest int32) int32 {
	slices.SortFunc(values, func(a, b frequent) int { return cmp.Compare(a.bits, b.bits) })
	mean, left := 0.0, 1.0
	for _, v := range values {
		next := max(0, left-v.share)
		mean += math.Exp2(float64(v.bits)/(2*unit)) * (left*left - next*next)
		left = next
	}
	mean += math.Exp2(float64(rest)/(2*unit)) * left * left
	return fixed(2 * math.Log2(mean))
}
