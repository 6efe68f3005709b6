package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"rollcall/store"
	"rollcall/store/customer"
)

// rememberedImports is how many past imports are looked at for older extracts.
const rememberedImports = 200

// importConfig is what an import run keeps of its inputs.
type importConfig struct {
	Files map[string]string `json:"files"` // SHA-256 by path
	Map   string            `json:"map"`
	Mode  string            `json:"mode"`
	Empty string            `json:"empty"`
	As    string            `json:"as"`
}

// olderExtracts says which inputs were loaded before and have been followed by
// another extract with the same mapping since: yesterday's file, loaded by
// mistake after today's. It is a warning: loading it is not refused.
func (s *Session) olderExtracts(ctx context.Context, in *Inputs, o ImportOptions) ([]string, error) {
	runs, err := s.Store.ListRuns(ctx, store.RunQuery{Kind: "import", Status: customer.Done, Limit: rememberedImports})
	if err != nil {
		return nil, err
	}
	var notes []string
	for path, hash := range in.Hashes {
		newer := "" // the newest run with this mapping that loaded something else
		for _, run := range runs {
			var c importConfig
			if json.Unmarshal(run.Config, &c) != nil || c.Map != o.Map || c.As != o.As {
				continue
			}
			if !has(c.Files, hash) {
				if newer == "" {
					newer = run.ID
				}
				continue
			}
			if newer != "" {
				notes = append(notes, fmt.Sprintf("%s: this is an older extract: run %s has loaded these bytes, and run %s another file with this mapping since", path, run.ID, newer))
			}
			break
		}
	}
	slices.SortFunc(notes, strings.Compare)
	return notes, nil
}

func has(files map[string]string, hash string) bool {
	for _, h := range files {
		if h == hash {
			return true
		}
	}
	return false
}
