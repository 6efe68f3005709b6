package scoring

import (
	"math"
	"slices"
)

// usual returns how rare what two chance neighbours have in common usually is, in
// 1/10,000 bit: near agreements weigh more or less as they are rarer or commoner than
// that. Two neighbours are taken as two draws by frequency, of which the commoner
// counts; the mean is over 2 to the half of its bits, as that is what scales the
// weight of a near level, so that on the whole it neither adds nor takes any.
func (f *Frequencies) usual() int32 {
	bits := slices.Sorted(slices.Values(f.Bits))
	mean, left := 0.0, 1.0
	for _, b := range bits {
		next := max(0, left-math.Exp2(-float64(b)/unit)-1.5/f.Holders)
		mean += math.Exp2(float64(b)/(2*unit)) * (left*left - next*next)
		left = next
	}
	mean += math.Exp2(float64(f.Rest)/(2*unit)) * left * left
	return fixed(2 * math.Log2(mean))
}
