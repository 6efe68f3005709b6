package workbook

import (
	"slices"
)

// Reasons of Verify.
const (
	reasonUnknown = "the cluster does not wait any more: it was decided, merged, or is no cluster now"
	reasonMissing = "a row of the cluster is missing, or was added"
	reasonStale   = "a customer, the cluster or the policy changed since the workbook was written: decide again in a new one"
)

// Verify keeps the rulings that are about clusters as they stand. current holds
// the waiting clusters, and the pairs, by id, planned with the same policy as
// the workbook. The others are refused, row by row.
func Verify(rulings []Ruling, current map[string]Waiting) (kept []Ruling, refused []Refusal) {
	for _, r := range rulings {
		if reason := stale(r, current); reason != "" {
			refused = append(refused, refuse(r.Places, r.Cluster, reason)...)
		} else {
			kept = append(kept, r)
		}
	}
	return kept, refused
}

func stale(r Ruling, current map[string]Waiting) string {
	w, ok := current[r.Cluster]
	if !ok {
		return reasonUnknown
	}
	var members []int64
	for _, c := range w.Plan.Members() {
		members = append(members, c.ID)
	}
	slices.Sort(members)
	switch {
	case Fingerprint(w) != r.Fingerprint:
		return reasonStale
	case !slices.Equal(members, slices.Sorted(slices.Values(r.Members))):
		return reasonMissing
	}
	return ""
}
