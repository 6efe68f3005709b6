package report

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"
)

// matching is what pairs.csv and clusters.csv say, counted.
type matching struct {
	pairs   int64
	weights map[int]*decisions // pairs by whole match weight, rounded down
	rules   map[string]*decisions
	members map[int64]int64   // customers in clusters, by the cluster's size
	watched map[string]string // customer id to the waiting cluster it is in
	within  map[string][]pair // pairs inside waiting clusters, by cluster
}

// decisions counts pairs by their decision.
type decisions struct{ match, possible, other int64 }

func (d *decisions) add(decision string) {
	switch decision {
	case "match":
		d.match++
	case "possible_match":
		d.possible++
	default:
		d.other++
	}
}

func (d *decisions) total() int64 { return d.match + d.possible + d.other }

// pair is a scored pair inside a waiting cluster.
type pair struct {
	left, right         string
	weight, probability string
	levels              []string // "comparison: level"
}

// watch keeps the pairs inside the conflicts that will be shown.
func (m *matching) watch(conflicts []conflict) {
	m.watched, m.within = map[string]string{}, map[string][]pair{}
	for _, c := range conflicts {
		for _, member := range c.members {
			m.watched[member.id] = c.id
		}
	}
}

// readPairs counts the pairs of a pairs.csv.
func (m *matching) readPairs(path string) error {
	if m.weights == nil {
		m.weights, m.rules = map[int]*decisions{}, map[string]*decisions{}
	}
	for r, err := range records(path) {
		if err != nil {
			return err
		}
		m.pairs++
		decision := r.get("decision")
		if weight, err := strconv.ParseFloat(r.get("match_weight"), 64); err == nil && !math.IsNaN(weight) {
			bin := int(math.Floor(max(min(weight, 1000), -1000)))
			countIn(m.weights, bin).add(decision)
		}
		countIn(m.rules, r.get("blocking_rule")).add(decision)
		m.keep(r)
	}
	return nil
}

func countIn[K comparable](counts map[K]*decisions, key K) *decisions {
	d := counts[key]
	if d == nil {
		d = &decisions{}
		counts[key] = d
	}
	return d
}

func (m *matching) keep(r record) {
	left, right := r.get("record_id_l"), r.get("record_id_r")
	cluster := m.watched[left]
	if cluster == "" || m.watched[right] != cluster {
		return
	}
	p := pair{left: left, right: right, weight: r.get("match_weight"), probability: r.get("match_probability")}
	for i, name := range r.header {
		if comparison, ok := strings.CutPrefix(name, "level_"); ok && i < len(r.cells) && r.cells[i] != "" && r.cells[i] != "missing" {
			p.levels = append(p.levels, comparison+": "+strings.Clone(r.cells[i]))
		}
	}
	m.within[cluster] = append(m.within[cluster], p)
}

// readClusters counts the customers of a clusters.csv by their cluster's size.
func (m *matching) readClusters(path string) error {
	if m.members == nil {
		m.members = map[int64]int64{}
	}
	for r, err := range records(path) {
		if err != nil {
			return err
		}
		if size, err := strconv.ParseInt(r.get("size"), 10, 64); err == nil && size > 0 {
			m.members[size]++
		}
	}
	return nil
}

// rulesByUse returns the blocking rules, the one that brought up most first.
func (m *matching) rulesByUse() []string {
	rules := make([]string, 0, len(m.rules))
	for rule := range m.rules {
		rules = append(rules, rule)
	}
	slices.SortFunc(rules, func(a, b string) int {
		return cmp.Or(cmp.Compare(m.rules[b].total(), m.rules[a].total()), cmp.Compare(a, b))
	})
	return rules
}
