package report

import (
	"strings"
)

// blocking is what dedupe.json says of how pairs were found.
type blocking struct {
	Cap     int64          `json:"block_cap"`
	Rules   []blockingRule `json:"blocking"`
	GivenUp int64          `json:"given_up"`
	Trusted *bool          `json:"trusted"`
}

type blockingRule struct {
	Rule struct {
		Name string   `json:"name"`
		Keys []string `json:"keys"`
	} `json:"rule"`
	Rows    int64 `json:"rows"`
	Blocks  int64 `json:"blocks"`
	Pairs   int64 `json:"pairs"`
	Split   int64 `json:"split"`
	GivenUp int64 `json:"given_up"`
}

// coverageView says how far each blocking rule reaches.
type coverageView struct {
	Rules     []coverage
	Cap       int64
	GivenUp   int64
	Untrusted bool
	Idle      int64 // rules that no customer has the keys of
}

type coverage struct {
	Name, Keys    string
	Rows          int64
	Share         string
	Width         float64 // percent of the customers
	Blocks, Pairs int64
	Split         int64
	GivenUp       int64
}

func newCoverage(b *blocking, records int64) *coverageView {
	if b == nil || len(b.Rules) == 0 {
		return nil
	}
	v := &coverageView{Cap: b.Cap, GivenUp: b.GivenUp, Untrusted: b.Trusted != nil && !*b.Trusted}
	for _, r := range b.Rules {
		if r.Rows == 0 {
			v.Idle++
			continue
		}
		v.Rules = append(v.Rules, coverage{Name: r.Rule.Name, Keys: strings.ReplaceAll(strings.Join(r.Rule.Keys, ", "), "_", " "), Rows: r.Rows,
			Share: share(r.Rows, records), Width: float64(r.Rows) / float64(max(records, r.Rows, 1)) * 100,
			Blocks: r.Blocks, Pairs: r.Pairs, Split: r.Split, GivenUp: r.GivenUp})
	}
	return v
}
