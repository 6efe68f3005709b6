package scoring

import "math"

// blend sets probabilities to the counts' shares, with trust pairs' worth of the
// shipped ones, and returns the largest change.
func blend(to, counts, shipped []float64, trust float64) float64 {
	change, all := 0.0, sum(counts)+trust
	for i := range to {
		next := (counts[i] + trust*shipped[i]) / all
		change = max(change, math.Abs(next-to[i]))
		to[i] = next
	}
	return change
}

// rates sets the levels' shares among random pairs from their counts. A level that
// is hardly ever seen by chance must be neither too sure when the sample has none of
// it, nor thrown by a single one: each share has a gamma prior around the shipped
// one, worth shippedU sightings, but never more than twice the sample.
func rates(to, counts, shipped []float64) {
	n, all := sum(counts), 0.0
	for i := range to {
		trust := min(shippedU/shipped[i], 2*n+1)
		to[i] = (counts[i] + trust*shipped[i]) / (n + trust)
		all += to[i]
	}
	for i := range to {
		to[i] /= all
	}
}

func sum(list []float64) (s float64) {
	for _, v := range list {
		s += v
	}
	return s
}
