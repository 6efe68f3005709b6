package dedupe

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/scoring"
	"rollcall/store/customer"
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
	Apart      []Apart              `json:"nearly_joined,omitempty"` // matches whose clusters stayed apart, most probable first
	Drift      []Drift              `json:"drift,omitempty"`         // where the data have left a frozen model
	pairs      int64
	counts     [histogramSize]int64
}

// Bin counts the candidate pairs whose match weight is in [From, From+2) bits;
// the first and the last take what lies beyond.
type Bin struct {
	From  int   `json:"from"`
	Pairs int64 `json:"pairs"`
}

// Apart is a pair that matches, but whose records are in different clusters, since
// the other members speak against it.
type Apart struct {
	Left        string  `json:"import_id_l"`
	Right       string  `json:"import_id_r"`
	Probability float64 `json:"match_probability"`
}

// mostApart bounds the pairs that a report lists.
const mostApart = 200

// Drift is a column whose share of filled rows has moved from the model's.
type Drift struct {
	Column string  `json:"column"`
	Model  float64 `json:"model"`
	Now    float64 `json:"now"`
}

// driftFrom is the change of a share that is worth reporting.
const driftFrom = 0.05

const (
	histogramSize = 41
	histogramFrom = -40 // bits
)

func bin(weight int32) int {
	bits := int(scoring.Bits(weight)-histogramFrom) / 2
	return min(histogramSize-1, max(0, bits))
}

// add takes over what a worker counted.
func (r *Report) add(w *gatherer) {
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
	r.report.Household = scoring.Odds(m.Household())
	r.report.Parameters, r.report.Trusted = m.Parameters, m.Trusted
	r.report.SetAside, r.report.Rounds = m.SetAside, m.Iterations
	for i, n := range r.report.counts {
		r.report.Histogram = append(r.report.Histogram, Bin{histogramFrom + 2*i, n})
	}
}

// drift compares shares of filled rows with the model's.
func drift(model, now map[string]float64) (list []Drift) {
	columns := maps.Clone(now)
	maps.Copy(columns, model)
	for _, column := range slices.Sorted(maps.Keys(columns)) {
		if math.Abs(model[column]-now[column]) >= driftFrom {
			list = append(list, Drift{column, model[column], now[column]})
		}
	}
	return list
}

// apart lists the matches that clusters keep apart.
func apart(pairs []customer.Pair, clusters []customer.Cluster) (list []Apart) {
	of := make(map[int64]int, 3*len(clusters))
	for i := range clusters {
		for _, m := range clusters[i].Members {
			of[m.ID] = i + 1
		}
	}
	for i := range pairs {
		p := &pairs[i]
		if p.Decision != customer.Matched {
			continue
		}
		if a, b := of[p.LeftID], of[p.RightID]; a != b || a == 0 {
			list = append(list, Apart{p.LeftImport, p.RightImport, p.Probability})
		}
	}
	slices.SortStableFunc(list, func(a, b Apart) int { return cmp.Compare(b.Probability, a.Probability) })
	return list[:min(len(list), mostApart)]
}
