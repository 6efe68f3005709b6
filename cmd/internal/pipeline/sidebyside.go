package pipeline

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"

	"rollcall/dedupe"
	"rollcall/dedupe/merge"
	"rollcall/dedupe/merge/workbook"
	"rollcall/dedupe/scoring"
	"rollcall/store"
)

// sideBySideName is the file that the run's page shows waiting clusters from.
const sideBySideName = "waiting.json"

// Bounds of that file, so that the page stays light; the workbook has all.
const (
	shownClusters     = 200
	explainedClusters = 50 // with their weights
	explainedPairs    = 3  // of a cluster
)

// sideBySide are the waiting clusters with most at stake.
type sideBySide struct {
	Total    int            `json:"total"` // that wait
	Clusters []shownCluster `json:"clusters"`
}

// shownCluster is a cluster as a person looks at it: its members, the survivor
// first, what each says, what the survivor would have, and why they match.
type shownCluster struct {
	Cluster     string         `json:"cluster"`
	Reasons     []string       `json:"reasons"` // of merge.Gate
	WeakestLink float64        `json:"weakest_link"`
	Members     []shownMember  `json:"members"`
	Fields      []shownField   `json:"fields"`
	Moves       map[string]int `json:"moves,omitempty"` // related records by kind
	Why         []shownPair    `json:"why,omitempty"`
}

type shownMember struct {
	ID       int64  `json:"id"`
	ImportID string `json:"importId"`
	Source   string `json:"source"`
}

type shownField struct {
	Field  string   `json:"field"`
	Values []string `json:"values"` // by member
	Result string   `json:"result"` // the survivor's value after the merge
	Rule   string   `json:"rule,omitempty"`
	Reason string   `json:"reason,omitempty"`
	Waits  bool     `json:"waits,omitempty"` // a person must settle it
}

type shownPair struct {
	Left        string         `json:"left"` // import ids
	Right       string         `json:"right"`
	Weight      float64        `json:"match_weight"`
	Probability float64        `json:"match_probability"`
	Parts       []scoring.Part `json:"parts"`
}

// reportSideBySide writes the waiting clusters with most at stake for the page.
func (s *Session) reportSideBySide(ctx context.Context, dir string, waiting []workbook.Waiting, last *store.Matching) error {
	all := sideBySide{Total: len(waiting), Clusters: []shownCluster{}}
	waiting = mostAtStake(waiting, shownClusters)
	model, err := dedupe.ParseModel(last.Model)
	if err != nil {
		model = nil // none was kept, or an older program's: they are shown without weights
	}
	for i, w := range waiting {
		c := newShown(w)
		if i < explainedClusters && model != nil {
			if c.Why, err = s.whyTogether(ctx, w.Plan, model); err != nil {
				return err
			}
		}
		all.Clusters = append(all.Clusters, c)
	}
	return writeJSON(filepath.Join(dir, sideBySideName), all)
}

// mostAtStake returns the first clusters in the order of the workbook.
func mostAtStake(list []workbook.Waiting, n int) []workbook.Waiting {
	type weighed struct {
		workbook.Waiting
		stake workbook.Stake
	}
	all := make([]weighed, len(list))
	for i, w := range list {
		all[i] = weighed{w, workbook.StakeOf(w)}
	}
	slices.SortFunc(all, func(a, b weighed) int {
		return cmp.Or(a.stake.Compare(b.stake), strings.Compare(a.Cluster.ID, b.Cluster.ID))
	})
	first := make([]workbook.Waiting, min(n, len(all)))
	for i := range first {
		first[i] = all[i].Waiting
	}
	return first
}

// newShown reads a cluster off its plan.
func newShown(w workbook.Waiting) shownCluster {
	c := shownCluster{Cluster: w.Cluster.ID, Reasons: w.Reasons, WeakestLink: w.Cluster.WeakestLink}
	members := w.Plan.Members()
	for _, m := range members {
		c.Members = append(c.Members, shownMember{m.ID, m.ImportID, m.Source})
	}
	for _, row := range merge.Rows(members, w.Plan.Result) {
		n := len(row.Values) - 1
		field := shownField{Field: row.Field, Values: row.Values[:n], Result: row.Values[n]}
		field.explain(w.Plan)
		c.Fields = append(c.Fields, field)
	}
	for _, m := range w.Plan.Moves {
		if c.Moves == nil {
			c.Moves = map[string]int{}
		}
		c.Moves[string(m.Kind)]++
	}
	return c
}

// explain says which rule gave the field its value, and why.
func (f *shownField) explain(plan *merge.Plan) {
	for _, choice := range plan.Choices {
		if choice.Field == f.Field {
			f.Rule, f.Reason = choice.Rule, choice.Reason
		}
	}
	for _, conflict := range plan.Conflicts {
		if conflict.Field == f.Field {
			f.Rule, f.Reason, f.Waits = string(conflict.Rule), conflict.Reason, conflict.Blocking
		}
	}
}

// whyTogether explains the survivor's pairs with the others.
func (s *Session) whyTogether(ctx context.Context, plan *merge.Plan, model *dedupe.Model) ([]shownPair, error) {
	members := plan.Members()
	members = members[:min(len(members), 1+explainedPairs)]
	ids := make([]int64, len(members))
	for i, c := range members {
		ids[i] = c.ID
	}
	alternates, err := s.mergedInto(ctx, ids)
	if err != nil {
		return nil, err
	}
	var pairs []shownPair
	for _, other := range members[1:] {
		e, err := model.Explain(dedupe.Config{}, members[0], other, among(alternates, members[0].ID, other.ID)...)
		if err != nil {
			return nil, err
		}
		pairs = append(pairs, shownPair{members[0].ImportID, other.ImportID, e.Weight, e.Probability, e.Parts})
	}
	return pairs, nil
}
