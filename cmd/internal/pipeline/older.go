package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
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
// another file of the same name and mapping since: yesterday's file, loaded by
// mistake after today's. It is a warning: loading it is not refused.
func (s *Session) olderExtracts(ctx context.Context, in *Inputs, o ImportOptions) ([]string, error) {
	runs, err := s.Store.ListRuns(ctx, store.RunQuery{Kind: "import", Status: customer.Done, Limit: rememberedImports})
	if err != nil {
		return nil, err
	}
	var notes []string
	for path, hash := range in.Hashes {
		newer := "" // the newest run that loaded another file of this name
		for _, run := range runs {
			var c importConfig
			if json.Unmarshal(run.Config, &c) != nil || c.Map != o.Map || c.As != o.As {
				continue
			}
			alike, same := c.loaded(path, hash)
			if !same {
				if alike && newer == "" {
					newer = run.ID
				}
				continue
			}
			if newer != "" {
				notes = append(notes, fmt.Sprintf("%s: this is an older extract: run %s has loaded these bytes, and run %s a file of the same name with other bytes since", path, run.ID, newer))
			}
			break
		}
	}
	slices.SortFunc(notes, strings.Compare)
	return notes, nil
}

// loaded says whether a run loaded a file of the same name, digits apart, and
// whether it loaded these bytes.
func (c importConfig) loaded(path, hash string) (alike, same bool) {
	for other, h := range c.Files {
		alike = alike || undated(other) == undated(path)
		same = same || h == hash
	}
	return alike, same
}

// undated is a file's name without its numbers: extracts of different days have
// the same.
func undated(path string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return -1
		}
		return r
	}, filepath.Base(path))
}
