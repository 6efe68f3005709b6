package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/customer"
)

// Set changes a customer by hand and returns it as it stands then. Values pass
// the checks of an import; what those refuse is an ErrUsage.
func (s *Session) Set(ctx context.Context, now *customer.Customer, edits Edits) (*customer.Customer, error) {
	if now.Obfuscated {
		return nil, fmt.Errorf("customer %d: its personal data were removed on request", now.ID)
	}
	next := now.Clone()
	if err := edits.apply(next); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUsage, err)
	}
	fields := customer.Diff(now, next)
	if len(fields) == 0 {
		return now, nil
	}
	next.Version++
	err := s.perform(ctx, step{kind: "set", config: map[string]int64{"customer": now.ID}}, func(run *customer.Run) (any, error) {
		return nil, s.Store.Take(ctx, store.Batch{
			Run: run.ID, Changed: []store.Revision{{Customer: next, Base: now.Version}},
			Journal: []customer.Change{{Customer: now.ID, Version: next.Version, Op: customer.OpSet, Fields: fields}},
		})
	})
	return next, err
}

// Note adds a note to a customer and returns the note's id.
func (s *Session) Note(ctx context.Context, now *customer.Customer, author, text string) (string, error) {
	if now.Obfuscated {
		return "", fmt.Errorf("customer %d: its personal data were removed on request", now.ID)
	}
	var id string
	err := s.perform(ctx, step{kind: "note", config: map[string]int64{"customer": now.ID}}, func(run *customer.Run) (any, error) {
		id = "note-" + run.ID
		data, err := json.Marshal(map[string]string{"author": author, "text": text, "time": run.StartedOn.UTC().Format(time.RFC3339)})
		if err != nil {
			return nil, err
		}
		return nil, s.Store.Take(ctx, store.Batch{Run: run.ID, Related: []customer.Related{{Kind: customer.Notes, ID: id, CustomerID: now.ID, Data: data}}})
	})
	return id, err
}

// AppliedMerge is what merging by hand did.
type AppliedMerge struct {
	Step            string `json:"step"`
	Run             string `json:"run"`
	Merge           int64  `json:"merge"`
	MergedCustomers int    `json:"merged_customers"`
	Moved           int    `json:"moved"`
}

// ApplyMerge executes one plan that a person asked for.
func (s *Session) ApplyMerge(ctx context.Context, plan *merge.Plan) (*AppliedMerge, error) {
	sum := &AppliedMerge{Step: "merge", MergedCustomers: len(plan.Secondaries)}
	err := s.perform(ctx, step{kind: "apply", config: map[string]int64{"survivor": plan.Survivor.ID}}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		outcomes, err := s.Store.Merge(ctx, run.ID, []store.MergePlan{stored("", plan)})
		if err != nil {
			return sum, err
		}
		sum.Merge, sum.Moved = outcomes[0].Merge, len(outcomes[0].Moved)
		return sum, outcomes[0].Err
	})
	return sum, err
}

// Obfuscated is what a privacy request did.
type Obfuscated struct {
	Step      string  `json:"step"`
	Run       string  `json:"run"`
	Customers []int64 `json:"customers"` // the live ones that were named
}

// Obfuscate removes the personal values of customers for good.
func (s *Session) Obfuscate(ctx context.Context, ids []int64) (*Obfuscated, error) {
	sum := &Obfuscated{Step: "obfuscate", Customers: ids}
	err := s.perform(ctx, step{kind: "obfuscate", config: map[string][]int64{"customers": ids}}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		return sum, s.Store.Obfuscate(ctx, run.ID, ids)
	})
	return sum, err
}
