package workbook

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"rollcall/dedupe/merge"
)

// Fingerprint identifies what a reviewer of a cluster was shown: its id, its
// members with their versions, and every shown value. A decision counts only
// while the fingerprint of the cluster as it stands is the same.
func Fingerprint(w Waiting) string {
	h := sha256.New()
	part(h, w.Cluster.ID)
	members := w.Plan.Members()
	for _, row := range merge.Rows(members, w.Plan.Result) {
		part(h, row.Field)
		for _, value := range row.Values {
			part(h, value)
		}
	}
	for _, c := range members {
		part(h, fmt.Sprint(c.ID, c.Version))
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// part writes a text with its length before it, so that no two lists of texts
// give the same bytes.
func part(h hash.Hash, text string) {
	fmt.Fprintf(h, "%d:%s", len(text), text)
}
