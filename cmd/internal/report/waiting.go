package report

import (
	"fmt"
	"path/filepath"
	"strconv"
	"strings"
)

// waitingView are the clusters that a person should look at.
type waitingView struct {
	Clusters []clusterView
	Total    int64
	Sampled  bool
	Workbook string // the workbook to decide in, "" when there is none
	Apply    string // the command that takes its decisions
}

// clusterView is one cluster: a column per member, a row per field.
type clusterView struct {
	ID      string
	Names   string // of its members, each once
	Reasons string
	Open    bool // shown unfolded
	Planned bool // what the survivor would have is known; the first member survives
	Members []memberView
	Fields  []fieldView
	Moves   []string
	Pairs   []pairView
}

type memberView struct{ ID, ImportID, Source string }

type fieldView struct {
	Name    string
	Differs bool
	Values  []string
	Result  string
	Rule    string
	Reason  string
	Waits   bool
}

type pairView struct {
	Left, Right, Weight, Probability, Levels string
	Steps                                    []fall
}

// unfolded is how many clusters are open when the page is.
const unfolded = 3

func newWaiting(f *facts, show show) *waitingView {
	v := &waitingView{}
	switch {
	case f.planned != nil && f.planned.Total > 0:
		v.Total = f.planned.Total
		for _, c := range f.planned.Clusters {
			v.Clusters = append(v.Clusters, c.view(show))
		}
	case len(f.conflicts) > 0:
		v.Total = int64(f.waiting)
		for i := range f.conflicts {
			v.Clusters = append(v.Clusters, newCluster(&f.conflicts[i], f.matching.within[f.conflicts[i].id], show))
		}
	default:
		return nil
	}
	for i := range v.Clusters {
		v.Clusters[i].Open = i < unfolded
	}
	v.Sampled = v.Total > int64(len(v.Clusters))
	for _, file := range f.files {
		if strings.HasPrefix(file.Name, "conflicts") && strings.HasSuffix(file.Name, ".xlsx") {
			v.Workbook = file.Name
			v.Apply = "rollcall merge apply --decisions " + ShellWord(filepath.Join(f.dir, file.Name))
		}
	}
	return v
}

func newCluster(c *conflict, pairs []pair, show show) clusterView {
	v := clusterView{ID: c.id, Reasons: reasonWords(c.reasons)}
	importIDs := map[string]string{}
	for _, m := range c.members {
		v.Members = append(v.Members, memberView{m.id, m.importID, m.source})
		importIDs[m.id] = m.importID
	}
	for i, name := range c.columns {
		if !c.filled(i) {
			continue
		}
		field := fieldView{Name: name, Differs: c.differs(i)}
		for _, m := range c.members {
			field.Values = append(field.Values, clip(show(name, m.values[i])))
		}
		v.Fields = append(v.Fields, field)
	}
	for _, p := range pairs {
		v.Pairs = append(v.Pairs, pairView{Left: importIDs[p.left], Right: importIDs[p.right], Weight: rounded(p.weight, 1),
			Probability: rounded(p.probability, 4), Levels: strings.Join(p.levels, "; ")})
	}
	return v
}

// rounded writes a decimal with fewer digits; other texts as they are.
func rounded(text string, digits int) string {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return text
	}
	return fmt.Sprintf("%.*f", digits, n)
}
