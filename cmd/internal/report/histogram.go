package report

import (
	"fmt"
	"math"
	"slices"
)

// Geometry of the histogram, in the units of its view box.
const (
	plotWidth, plotHeight = 480.0, 200.0
	plotLeft, plotTop     = 44.0, 24.0
	plotRight, plotBottom = 470.0, 166.0
	maxBins               = 36
)

// histogram shows how many pairs have which match weight.
type histogram struct {
	Columns    []column
	Thresholds []threshold
	Ticks      []tick
	Most       string
	Width      float64
	Height     float64
	Left, Top  float64
	Right      float64
	Bottom     float64
}

// column is one bin: the bars of its decisions, stacked.
type column struct {
	Label string
	Bars  []block
}

type block struct {
	Class               string
	X, Y, Width, Height float64
}

type threshold struct {
	X, LabelX float64
	Anchor    string
	Label     string
}

type tick struct {
	X     float64
	Label string
}

// newHistogram draws the weights; the count axis is logarithmic, because
// non-matches outnumber the rest by far. It returns nil without pairs.
func newHistogram(weights map[int]*decisions, match, review float64) *histogram {
	if len(weights) == 0 {
		return nil
	}
	low, high, width := binning(weights, match, review)
	h := &histogram{Width: plotWidth, Height: plotHeight, Left: plotLeft, Top: plotTop, Right: plotRight, Bottom: plotBottom}
	x := func(weight float64) float64 {
		return plotLeft + (weight-float64(low))/float64(high-low)*(plotRight-plotLeft)
	}
	bins := map[int]*decisions{}
	for weight, d := range weights {
		sum := countIn(bins, low+(weight-low)/width*width)
		sum.match, sum.possible, sum.other = sum.match+d.match, sum.possible+d.possible, sum.other+d.other
	}
	most := int64(1)
	for _, d := range bins {
		most = max(most, d.total())
	}
	h.Most = count(most)
	for start := low; start < high; start += width {
		if d := bins[start]; d != nil {
			h.Columns = append(h.Columns, newColumn(start, width, x, d, most))
		}
	}
	h.Thresholds = thresholds(x, match, review)
	for weight := ceilTo(low, tickStep(high-low)); weight <= high; weight += tickStep(high - low) {
		h.Ticks = append(h.Ticks, tick{x(float64(weight)), fmt.Sprint(weight)})
	}
	return h
}

// binning returns the range of the weights and a bin width that gives no more
// than maxBins; both thresholds are inside.
func binning(weights map[int]*decisions, match, review float64) (low, high, width int) {
	low, high = int(math.Floor(weightOf(review)))-1, int(math.Ceil(weightOf(match)))+1
	for weight := range weights {
		low, high = min(low, weight), max(high, weight+1)
	}
	width = max(1, (high-low+maxBins-1)/maxBins)
	if rest := (high - low) % width; rest > 0 {
		high += width - rest
	}
	return low, high, width
}

func newColumn(start, width int, x func(float64) float64, d *decisions, most int64) column {
	height := func(n int64) float64 {
		return math.Log1p(float64(n)) / math.Log1p(float64(most)) * (plotBottom - plotTop)
	}
	c := column{Label: fmt.Sprintf("weight %d to %d: %s (%s match, %s possible)", start, start+width, counted(d.total(), "pair"), count(d.match), count(d.possible))}
	left, right := x(float64(start))+0.5, x(float64(start+width))-0.5
	top := plotBottom
	below := int64(0)
	for _, part := range []struct {
		class string
		n     int64
	}{{"match", d.match}, {"possible", d.possible}, {"other", d.other}} {
		if part.n == 0 {
			continue
		}
		y := plotBottom - height(below+part.n)
		c.Bars = append(c.Bars, block{part.class, left, y, right - left, top - y})
		top, below = y, below+part.n
	}
	return c
}

// weightOf returns the match weight of a match probability.
func weightOf(probability float64) float64 {
	p := min(max(probability, 1e-9), 1-1e-9)
	return math.Log2(p / (1 - p))
}

func thresholds(x func(float64) float64, match, review float64) []threshold {
	list := []threshold{{X: x(weightOf(review)), Anchor: "end", Label: fmt.Sprintf("review %g", review)}, {X: x(weightOf(match)), Anchor: "start", Label: fmt.Sprintf("match %g", match)}}
	for i := range list {
		list[i].LabelX = list[i].X + 4
		if list[i].Anchor == "end" {
			list[i].LabelX = list[i].X - 4
		}
	}
	return list
}

// tickStep returns a round step that gives about six ticks.
func tickStep(span int) int {
	steps := []int{1, 2, 5, 10, 20, 50, 100, 200, 500}
	i := slices.IndexFunc(steps, func(step int) bool { return span/step <= 8 })
	if i < 0 {
		return steps[len(steps)-1]
	}
	return steps[i]
}

func ceilTo(n, step int) int {
	return int(math.Ceil(float64(n)/float64(step))) * step
}
