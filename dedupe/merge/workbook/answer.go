package workbook

import (
	"errors"
	"fmt"

	"rollcall/store/customer"
)

// ErrAnswer: an answer is incomplete or contradicts itself; the error says how,
// without any customer's value.
var ErrAnswer = errors.New("this cannot be decided so")

// Answer is what a person said of one cluster elsewhere than in a table, a row
// per member in the order shown.
type Answer struct {
	Cluster     string
	Fingerprint string // of what was shown
	Rows        []AnswerRow
	Survivor    int64 // the member that remains of its group; 0: the policy's choice
	Comment     string
	Origin      string // of its judgements
}

// AnswerRow is what was said of one member.
type AnswerRow struct {
	Member   int64
	Decision string            // of Decisions; "": the member keeps waiting
	Group    string            // those of the same group are the same customer
	Choose   map[string]string // values for its group, as merge.Options.Choose; nil: none
}

// Rule reads an answer as Read reads the rows of a table, except that each row
// speaks for itself. Errors wrap ErrAnswer.
func Rule(a Answer) (Ruling, error) {
	rows := make([]entry, len(a.Rows))
	for i, r := range a.Rows {
		rows[i] = entry{cluster: a.Cluster, fingerprint: a.Fingerprint, comment: a.Comment,
			id: r.Member, decision: r.Decision, group: r.Group, choose: r.Choose}
	}
	reason := "there are no customers to decide about"
	var ruling *Ruling
	if len(rows) > 0 {
		reason = readable(rows)
	}
	if reason == "" {
		ruling, reason = settle(rows)
	}
	if reason != "" {
		return Ruling{}, fmt.Errorf("%w: %s", ErrAnswer, reason)
	}
	for i := range ruling.Judgements {
		ruling.Judgements[i].Origin = a.Origin
	}
	return *ruling, ruling.remains(a.Survivor)
}

// remains lets a member remain of its group.
func (r *Ruling) remains(survivor int64) error {
	if survivor == 0 || len(r.Groups) == 0 {
		return nil
	}
	for i := range r.Groups {
		for _, id := range r.Groups[i].Members {
			if id == survivor {
				r.Groups[i].Survivor = survivor
				return nil
			}
		}
	}
	return fmt.Errorf("%w: customer %s is to remain, but is not merged", ErrAnswer, customer.FormatID(survivor))
}
