package workbook

import (
	"fmt"
	"slices"
	"strings"

	"rollcall/store/customer"
)

// Ruling is what people decided about one cluster.
type Ruling struct {
	Cluster     string
	Fingerprint string
	Members     []int64 // of all its rows, in their order
	Groups      []Group // to merge
	Judgements  []customer.Judgement
	Reviewer    string
	Comment     string
	Places      []Place // its rows
}

// Group is a set of two or more members to merge, with the values chosen.
type Group struct {
	Members  []int64
	Survivor int64             // of them; 0: the policy's choice
	Choose   map[string]string // as merge.Options.Choose; nil: none
}

// Refusal is a row whose decision is not taken, and why. The reason holds no
// customer value.
type Refusal struct {
	Place
	Cluster string `json:"cluster,omitempty"`
	Reason  string `json:"reason"`
}

// Read reads the decisions from tables that Write or WriteCSV wrote and people
// filled in. Clusters without a decision are passed over. What is unknown,
// incomplete or contradictory is refused cluster by cluster, with a refusal for
// each of its rows; the rest stands. The sheets that only inform are passed over. Judgements carry the reviewer and the
// comment; On is the caller's. Whether a decision is still about what the store
// holds is checked by Verify. The error is ErrTable.
func Read(tables ...Table) ([]Ruling, []Refusal, error) {
	var rulings []Ruling
	var refused []Refusal
	for _, t := range tables {
		if t.informs() {
			continue
		}
		entries, bad, err := t.entries()
		if err != nil {
			return nil, nil, err
		}
		refused = append(refused, bad...)
		for _, rows := range byCluster(entries) {
			r, reason := rule(rows)
			switch {
			case reason != "":
				refused = append(refused, refuse(places(rows), rows[0].cluster, reason)...)
			case r != nil:
				rulings = append(rulings, *r)
			}
		}
	}
	rulings, bad := consistent(rulings)
	return rulings, append(refused, bad...), nil
}

// byCluster gathers the rows of each cluster, clusters in the order of their
// first rows.
func byCluster(entries []entry) [][]entry {
	index := map[string]int{}
	var list [][]entry
	for _, e := range entries {
		i, ok := index[e.cluster]
		if !ok {
			i, index[e.cluster] = len(list), len(list)
			list = append(list, nil)
		}
		list[i] = append(list[i], e)
	}
	return list
}

func places(rows []entry) []Place {
	list := make([]Place, len(rows))
	for i, e := range rows {
		list[i] = e.Place
	}
	return list
}

func refuse(at []Place, cluster, reason string) []Refusal {
	list := make([]Refusal, len(at))
	for i, place := range at {
		list[i] = Refusal{place, cluster, reason}
	}
	return list
}

// rule reads the decision about one cluster; nil when there is none. reason says
// why it cannot be taken.
func rule(rows []entry) (r *Ruling, reason string) {
	if reason = readable(rows); reason != "" {
		return nil, reason
	}
	switch spread(rows) {
	case 1:
		return nil, "one word in a row other than the first: write it in the first row for all, or in each row that it is about"
	case 0:
		if slices.ContainsFunc(rows, func(e entry) bool { return e.choose != nil || e.group != rows[0].group }) {
			return nil, "values or groups were filled in, but no decision: write merge, different or unsure"
		}
		return nil, ""
	}
	return settle(rows)
}

// settle makes the ruling of rows that each speak for themselves.
func settle(rows []entry) (r *Ruling, reason string) {
	r = &Ruling{Cluster: rows[0].cluster, Fingerprint: rows[0].fingerprint, Places: places(rows)}
	for _, e := range rows {
		r.Members = append(r.Members, e.id)
		r.Reviewer = firstOf(r.Reviewer, e.reviewer)
		r.Comment = firstOf(r.Comment, e.comment)
	}
	if reason = r.group(rows); reason != "" {
		return nil, reason
	}
	r.judge(rows)
	if len(r.Groups)+len(r.Judgements) == 0 {
		return nil, "the decisions in these rows say nothing about any two of them"
	}
	return r, ""
}

// readable checks what a cluster's rows must have in common.
func readable(rows []entry) string {
	seen := map[int64]bool{}
	for _, e := range rows {
		switch {
		case e.decision != "" && !slices.Contains(Decisions, e.decision):
			return "unknown decision: write " + strings.Join(Decisions, ", ") + " or nothing"
		case e.fingerprint != rows[0].fingerprint || e.fingerprint == "":
			return "the fingerprints of the cluster's rows are missing or differ: rows of two workbooks were mixed"
		case seen[e.id]:
			return fmt.Sprintf("customer %d stands in two rows of the cluster", e.id)
		}
		seen[e.id] = true
	}
	return ""
}

// spread lets a single decision in the first row, or in one of two, count for
// all rows. It returns the number of rows with a decision.
func spread(rows []entry) int {
	n, word := 0, ""
	for _, e := range rows {
		if e.decision != "" {
			n, word = n+1, e.decision
		}
	}
	if n == 1 && (rows[0].decision != "" || len(rows) == 2) {
		for i := range rows {
			rows[i].decision = word
		}
		return len(rows)
	}
	return n
}

func firstOf(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// consistent refuses rulings that contradict each other: the same two customers
// merged by one and kept apart by another, or one customer merged by both.
func consistent(rulings []Ruling) (kept []Ruling, refused []Refusal) {
	merging := map[int64][]int{}
	apart := map[[2]int64][]int{}
	for i, r := range rulings {
		for _, g := range r.Groups {
			for _, id := range g.Members {
				merging[id] = append(merging[id], i)
			}
		}
		for _, j := range r.Judgements {
			if j.Verdict == customer.SaysNonMatch {
				apart[[2]int64{j.LeftID, j.RightID}] = append(apart[[2]int64{j.LeftID, j.RightID}], i)
			}
		}
	}
	bad := map[int]string{}
	for i, r := range rulings {
		for _, g := range r.Groups {
			contradictions(i, g, merging, apart, bad)
		}
	}
	for i, r := range rulings {
		if reason := bad[i]; reason != "" {
			refused = append(refused, refuse(r.Places, r.Cluster, reason)...)
		} else {
			kept = append(kept, r)
		}
	}
	return kept, refused
}

func contradictions(i int, g Group, merging map[int64][]int, apart map[[2]int64][]int, bad map[int]string) {
	for k, left := range g.Members {
		if len(merging[left]) > 1 {
			bad[i] = fmt.Sprintf("customer %d is to be merged by two decisions: take one, and decide on the other afterwards", left)
		}
		for _, right := range g.Members[k+1:] {
			for _, other := range apart[[2]int64{min(left, right), max(left, right)}] {
				reason := fmt.Sprintf("customers %d and %d are merged by one decision and kept apart by another", left, right)
				bad[i], bad[other] = reason, reason
			}
		}
	}
}
