package generate

import (
	"math"
	"math/bits"
)

// purpose keeps the random streams of one index apart, so that drawing more
// for one purpose changes nothing elsewhere.
type purpose uint64

const (
	forKind purpose = iota + 1
	forOrigin
	forRecord
	forHousehold
	forGiven
	forPerson
	forHome
)

// random is a stream of pseudo-random numbers: splitmix64 (Steele, Lea and
// Flood, "Fast splittable pseudorandom number generators", 2014). It starts in
// a nanosecond, which matters when each row has streams of its own.
type random struct{ state uint64 }

func (g *Generator) stream(p purpose, index int) random {
	r := random{g.options.Seed}
	r.state = r.next() ^ uint64(p)<<56 ^ uint64(index)
	r.state = r.next()
	return r
}

func (r *random) next() uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// below returns a number from 0 to n-1.
func (r *random) below(n int) int {
	high, _ := bits.Mul64(r.next(), uint64(n))
	return int(high)
}

// chance is true with probability p.
func (r *random) chance(p float64) bool {
	return float64(r.next()>>11)/(1<<53) < p
}

// slots is how finely a weighted list tells its shares apart.
const slots = 1 << 14

// weighted is a list whose items are drawn by their shares, each at least
// once in slots.
type weighted[T any] struct {
	items []T
	slot  []uint16
}

// weigh builds a list from items and their relative weights.
func weigh[T any](items []T, weight func(i int) float64) weighted[T] {
	sum := 0.0
	for i := range items {
		sum += weight(i)
	}
	w := weighted[T]{items: items, slot: make([]uint16, 0, slots+len(items))}
	for i := range items {
		n := max(1, int(math.Round(weight(i)/sum*slots)))
		for range n {
			w.slot = append(w.slot, uint16(i))
		}
	}
	return w
}

// zipf builds a list whose items stand in order of frequency: the weight of
// rank k is 1/(k+offset)^exponent (Zipf-Mandelbrot).
func zipf[T any](items []T, exponent, offset float64) weighted[T] {
	return weigh(items, func(i int) float64 { return math.Pow(float64(i+1)+offset, -exponent) })
}

func (w *weighted[T]) index(r *random) int { return int(w.slot[r.below(len(w.slot))]) }
func (w *weighted[T]) pick(r *random) T    { return w.items[w.index(r)] }
