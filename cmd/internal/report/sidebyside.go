package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"rollcall/dedupe/merge"
)

// sideBySide is what waiting.json says: the waiting clusters with most at
// stake, planned and explained.
type sideBySide struct {
	Total    int64            `json:"total"`
	Clusters []plannedCluster `json:"clusters"`
}

type plannedCluster struct {
	Cluster string   `json:"cluster"`
	Reasons []string `json:"reasons"`
	Members []struct {
		ID       int64  `json:"id"`
		ImportID string `json:"importId"`
		Source   string `json:"source"`
	} `json:"members"`
	Fields []plannedField   `json:"fields"`
	Moves  map[string]int64 `json:"moves"`
	Why    []plannedPair    `json:"why"`
}

type plannedField struct {
	Field  string   `json:"field"`
	Values []string `json:"values"`
	Result string   `json:"result"`
	Rule   string   `json:"rule"`
	Reason string   `json:"reason"`
	Waits  bool     `json:"waits"`
}

type plannedPair struct {
	Left        string  `json:"left"`
	Right       string  `json:"right"`
	Weight      float64 `json:"match_weight"`
	Probability float64 `json:"match_probability"`
	Parts       []struct {
		Name   string  `json:"name"`
		Level  string  `json:"level"`
		Weight float64 `json:"weight"`
	} `json:"parts"`
}

// view makes a cluster what the page shows.
func (c plannedCluster) view(show show) clusterView {
	v := clusterView{ID: c.Cluster, Reasons: reasonWords(c.Reasons), Planned: true}
	for _, m := range c.Members {
		v.Members = append(v.Members, memberView{fmt.Sprint(m.ID), m.ImportID, m.Source})
	}
	for _, f := range c.Fields {
		if f.Field == "name" || f.Field == "orgName" && v.Names == "" {
			v.Names = clip(distinct(f.Values))
		}
		if slices.Contains(inHeader, f.Field) {
			continue
		}
		field := fieldView{Name: f.Field, Differs: differ(f.Values), Result: clip(show(f.Field, f.Result)), Waits: f.Waits}
		for _, value := range f.Values {
			field.Values = append(field.Values, clip(show(f.Field, value)))
		}
		if field.Differs || f.Waits {
			field.Rule, field.Reason = words(f.Rule), f.Reason
		}
		v.Fields = append(v.Fields, field)
	}
	for _, kind := range []string{"notes", "memberships", "cards", "orders", "subscriptions", "integrations"} {
		if n := c.Moves[kind]; n > 0 {
			v.Moves = append(v.Moves, fmt.Sprintf("%s %s", count(n), kind))
		}
	}
	for _, p := range c.Why {
		v.Pairs = append(v.Pairs, pairView{Left: p.Left, Right: p.Right, Weight: fmt.Sprintf("%.1f", p.Weight),
			Probability: fmt.Sprintf("%.4f", p.Probability), Steps: waterfall(p)})
	}
	return v
}

// inHeader are the fields that the head of a cluster's table shows, or that
// differ by nature.
var inHeader = []string{"id", "customerId", "externalCustomerImportId", "customerSource", "updatedOn", "createdOn", "version"}

// distinct joins the different texts among some.
func distinct(texts []string) string {
	var list []string
	for _, text := range texts {
		if text != "" && !slices.Contains(list, text) {
			list = append(list, text)
		}
	}
	return strings.Join(list, " · ")
}

// differ says whether two texts that are there are not the same.
func differ(values []string) bool {
	there := slices.DeleteFunc(slices.Clone(values), func(text string) bool { return text == "" })
	return len(there) > 0 && slices.ContainsFunc(there, func(text string) bool { return text != there[0] })
}

func reasonWords(codes []string) string {
	texts := make([]string, len(codes))
	for i, code := range codes {
		texts[i] = merge.ReasonText(code)
	}
	return strings.Join(texts, ", ")
}

// fall is one step of a waterfall: from where the steps before it led to where
// this one leads, in percent of the width.
type fall struct {
	Name, Level, Weight string
	Class               string
	X, Width            float64
	Zero                float64 // where weight 0 is
	Sum                 bool
}

// waterfall lays out how the parts of a pair's weight add up. Parts that say
// nothing are left out.
func waterfall(p plannedPair) []fall {
	low, high, at := 0.0, 0.0, 0.0
	for _, part := range p.Parts {
		at += part.Weight
		low, high = min(low, at), max(high, at)
	}
	scale := 100 / max(high-low, 1)
	step := func(name, level string, from, to float64) fall {
		f := fall{Name: strings.ReplaceAll(name, "_", " "), Level: strings.ReplaceAll(level, "_", " "), Weight: fmt.Sprintf("%+.1f", to-from), Class: "for",
			X: (min(from, to) - low) * scale, Width: math.Abs(to-from) * scale, Zero: -low * scale}
		if to < from {
			f.Class = "against"
		}
		return f
	}
	var steps []fall
	at = 0
	for _, part := range p.Parts {
		if part.Weight != 0 {
			steps = append(steps, step(part.Name, part.Level, at, at+part.Weight))
		}
		at += part.Weight
	}
	sum := step("match weight", "", 0, at)
	sum.Sum = true
	return append(steps, sum)
}
