// Package workbook is the review of waiting clusters in a spreadsheet: it writes
// the workbook (or CSV) that people decide in, reads their decisions, and gives
// the workbook back with what became of each row. It keeps no state; the
// decisions it returns are carried out by the caller.
//
// Everything it writes holds customer values: it is a report.
package workbook

import (
	"iter"

	"rollcall/dedupe/merge"
	"rollcall/store/customer"
)

// Waiting is a cluster that waits for a person. A possible match is a cluster
// of its two customers.
type Waiting struct {
	Cluster customer.Cluster
	Plan    *merge.Plan
	Reasons []string // of merge.Gate, at least one
}

// Contents is what a workbook shows.
type Contents struct {
	Waiting       []Waiting // any order: it is shown by what is at stake
	Possible      []Waiting // possible matches in the order to show; see PairCluster
	PossibleTotal int       // of which Possible may be the first ones
	// Auto are the clusters that merge without a person, for information; nil
	// for none. The first 5,000 of AutoTotal are listed.
	Auto      iter.Seq2[Waiting, error]
	AutoTotal int
}

// autoShown is how many clusters the sheet of what merges by itself lists.
const autoShown = 5000

// PairID is the cluster id of a possible match. It starts with "pair ".
func PairID(p customer.Pair) string {
	return "pair " + customer.FormatID(p.LeftID) + " " + customer.FormatID(p.RightID)
}

// PairCluster makes a cluster of a possible match, so that it can be planned and
// decided like one. Its id is that of PairID.
func PairCluster(p customer.Pair, left, right *customer.Customer) customer.Cluster {
	return customer.Cluster{ID: PairID(p), WeakestLink: p.Probability,
		Decision: "review", Reasons: []string{string(customer.PossibleMatch)}, Trusted: true,
		Members: []customer.Member{{ID: left.ID, ImportID: left.ImportID, Version: left.Version},
			{ID: right.ID, ImportID: right.ImportID, Version: right.Version}}}
}
