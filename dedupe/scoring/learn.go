package scoring

import (
	"math"
	"slices"

	"rollcall/dedupe/compare"
)

// Sample is what a model is learned from. Candidates are pairs that the blocking
// rules bring up, Scale of which stand behind each that was counted; Random are
// pairs of any two records. Labels are judged pairs, which Candidates leave out.
type Sample struct {
	Candidates, Random Patterns
	Scale              float64
	Labels             Labels
}

// Labels are pairs of which people said that they match, or that they do not. Each
// stands for itself alone.
type Labels struct{ Matches, Others Patterns }

const (
	maxRounds     = 60
	settled       = 1e-4 // largest change of a probability in the last round
	shippedM      = 25.0 // pairs' worth of trust in the shipped m
	shippedU      = 1.0  // sightings' worth of trust in each level's shipped u
	fewestRelated = 25.0 // of the expected related pairs are taken to be there at least
	fewestPairs   = 20.0 // expected matches below which nothing is judged by them
)

// counted pattern, in a fixed order.
type weighted struct {
	Pattern
	levels []compare.Level
	crowds []crowd
	count  float64
}

// Learn returns the model that fits the sample: u from random pairs, less the
// matches among them; m by expectation-maximisation over the candidate pairs,
// each comparison from pairs that were found without it; both blended with the
// shipped parameters. A judged pair counts as what was said of it, where the others
// count by the probability that the model gives them. When the parameters have settled,
// values are counted anew, once per customer, and the parameters settle again. A model
// that did not settle, or whose matches are not persons, is set aside: then the shipped
// one is returned, saying why.
func Learn(shipped *Model, s Sample) *Model {
	learner := learner{model: shipped.clone(), shipped: shipped, candidates: s.Candidates.sorted(), random: s.Random.sorted(), scale: s.Scale,
		matching: s.Labels.Matches.shared(s.Scale), others: s.Labels.Others.shared(s.Scale)}
	learner.settle(maxRounds / 2)
	learner.recount()
	change := learner.settle(maxRounds)
	m := learner.model
	m.monotone()
	if reason := learner.fault(change); reason != "" {
		aside := shipped.clone()
		aside.Iterations, aside.SetAside = m.Iterations, reason
		return aside
	}
	m.Trusted = true
	return m
}

type learner struct {
	model, shipped     *Model
	candidates, random []weighted
	matching, others   []weighted // that people said match, or do not
	scale              float64
	matches            float64 // expected in the candidates that were counted
}

// settle goes on until nothing changes, for so many rounds in all at most, and returns
// the last change.
func (l *learner) settle(rounds int) float64 {
	change := math.Inf(1)
	for l.model.Iterations < rounds && change > settled {
		l.model.Iterations++
		change = l.round()
	}
	return change
}

// round does one step of expectation and maximisation and returns the largest
// change of a probability.
func (l *learner) round() float64 {
	w := l.model.Weights()
	e, u := l.expect(w), l.byChance(w)
	l.matches = e.total
	l.together(e.namesakes)
	l.odds(e)
	change := 0.0
	for c := range l.model.Parameters {
		p, s := &l.model.Parameters[c], &l.shipped.Parameters[c]
		for _, at := range p.scales() {
			rates(p.U[at.from:at.to], u[c][1+at.from:1+at.to], s.U[at.from:at.to])
		}
		change = max(change, l.matched(e, c))
	}
	l.learnBranches(e.branches)
	l.slips()
	return change
}

// expect sums up what the candidate pairs are expected to be, judged ones as said.
func (l *learner) expect(w *Weights) *expected {
	e := &expected{learner: l, weights: w, m: l.tallies(), branches: l.tallies(), sites: l.tallies()}
	for i := range l.candidates {
		match, near := w.shares(&l.candidates[i])
		e.add(&l.candidates[i], match, near)
	}
	for i := range l.matching {
		e.add(&l.matching[i], 1, [relations]float64{})
	}
	for i := range l.others {
		e.add(&l.others[i], 0, w.unmatched(&l.others[i]))
	}
	return e
}

// byChance counts the levels of the random pairs, less the matches among them.
func (l *learner) byChance(w *Weights) [][]float64 {
	u := l.tallies()
	for i := range l.random {
		p := &l.random[i]
		match, _ := w.shares(p)
		for c, level := range p.levels {
			u[c][level] += (1 - match) * p.count
		}
	}
	return u
}

// odds sets how likely two random records match, or are related.
func (l *learner) odds(e *expected) {
	records := float64(max(1, l.model.Records))
	pairs := partners(l.model.Records) * records
	l.model.Prior = math.Log2(max(e.total*l.scale, 0.01*records) / pairs)
	for r, usual := range l.model.expected() {
		seen := max(e.related[r]*l.scale, min(usual, fewestRelated))
		if relation(r) != branches {
			seen = min(seen, records)
		}
		l.model.Related[r] = math.Log2(seen / pairs)
	}
}

// matched sets the m probabilities of a comparison and returns the largest change.
// Suffixes keep the shipped ones: father and son are too much like one person for
// them to be learned from what looks like matches.
func (l *learner) matched(e *expected, c int) float64 {
	p, s := &l.model.Parameters[c], &l.shipped.Parameters[c]
	switch p.kind() {
	case suffix:
		return 0
	case address:
		withoutBranches(e.m[c], e.sites[c], s.M)
	}
	p.Learned = sum(e.m[c][1:])
	change := 0.0
	for _, at := range p.scales() {
		change = max(change, blend(p.M[at.from:at.to], e.m[c][1+at.from:1+at.to], s.M[at.from:at.to], shippedM))
	}
	return change
}

// tallies returns a count per comparison and level, the missing one included.
func (l *learner) tallies() [][]float64 {
	t := make([][]float64, len(l.model.Parameters))
	for c := range t {
		t[c] = make([]float64, len(l.model.Parameters[c].M)+1)
	}
	return t
}

// fault says why a learned model cannot be trusted; "" when it can.
func (l *learner) fault(change float64) string {
	if change > 100*settled {
		return "did not settle"
	}
	if l.matches < fewestPairs {
		return ""
	}
	for i := range l.model.Parameters {
		p := &l.model.Parameters[i]
		if p.Learned < fewestPairs {
			continue
		}
		miss := p.M[len(p.M)-1]
		switch k := p.kind(); {
		case k == givenName && miss > 0.35:
			return "first names do not matter to it: it has learned households"
		case k == birthDate && miss > 0.6:
			return "birth dates do not matter to it: it has learned households"
		}
	}
	return ""
}

func (m *Model) clone() *Model {
	c := *m
	c.Parameters = append([]Parameters(nil), m.Parameters...)
	for i := range c.Parameters {
		p := &c.Parameters[i]
		p.M, p.U = slices.Clone(p.M), slices.Clone(p.U)
		for r := range p.Near {
			p.Near[r] = slices.Clone(p.Near[r])
		}
	}
	return &c
}
