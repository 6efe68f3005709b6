package customer

import (
	"encoding/json"
	"slices"
	"strings"
)

// Cardholders returns the import ids of the customers that a membership names
// as its cardholders, each once, in ascending order; none for other kinds of
// records.
func (r *Related) Cardholders() []string {
	var data struct {
		Cardholders []json.RawMessage `json:"cardholders"`
	}
	if r.Kind != Memberships || json.Unmarshal(r.Data, &data) != nil {
		return nil
	}
	var ids []string
	for _, text := range data.Cardholders {
		var holder struct {
			ImportID string `json:"importId"`
		}
		if json.Unmarshal(text, &holder) == nil && holder.ImportID != "" && !strings.Contains(holder.ImportID, "\x00") {
			ids = append(ids, holder.ImportID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
