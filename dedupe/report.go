package dedupe

import (
	"rollcall/dedupe/blocking"
	"rollcall/dedupe/scoring"
)

// Report says how the duplicates were found. It is JSON-able; only Junk holds
// customer values.
type Report struct {
	Cap        int                  `json:"block_cap"`
	Blocking   []blocking.Coverage  `json:"blocking"`
	GivenUp    int64                `json:"given_up"` // pairs in blocks that no finer key could split
	Junk       []JunkValue          `json:"junk,omitempty"`
	Prior      float64              `json:"prior"` // probability that two random records match
	Household  float64              `json:"household"`
	Parameters []scoring.Parameters `json:"parameters"`
	Trusted    bool                 `json:"trusted"`
	SetAside   string               `json:"set_aside,omitempty"` // why the learned model was not used
	Rounds     int                  `json:"rounds"`
	Histogram  []Bin                `json:"histogram"`
	pairs      int64
	counts     [histogramSize]int64
}

// Bin counts the candidate pairs whose match weight is in [From, From+2) bits;
// the first and the last take what lies beyond.
type Bin struct {
	From  int   `json:"from"`
	Pairs int64 `json:"pairs"`
}

const (
	histogramSize = 41
	histogramFrom = -40 // bits
)

func bin(weight int32) int {
	bits := int(scoring.Bits(weight)-histogramFrom) / 2
	return min(histogramSize-1, max(0, bits))
}

// add takes over what a worker counted.
func (r *Report) add(w *worker) {
	r.pairs += w.pairs
	for i, n := range w.histogram {
		r.counts[i] += n
	}
}

// finish fills in what the run knows at its end.
func (r *run) finish() {
	m := &r.model.Scoring
	r.report.Cap, r.report.Blocking = r.index.Cap, r.index.Coverage
	for _, c := range r.index.Coverage {
		r.report.GivenUp += c.GivenUp
	}
	r.report.Prior = scoring.Odds(m.Prior)
	r.report.Household = scoring.Odds(m.Household)
	r.report.Parameters, r.report.Trusted = m.Parameters, m.Trusted
	r.report.SetAside, r.report.Rounds = m.SetAside, m.Iterations
	for i, n := range r.report.counts {
		r.report.Histogram = append(r.report.Histogram, Bin{histogramFrom + 2*i, n})
	}
}
