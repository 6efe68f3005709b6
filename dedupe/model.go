package dedupe

import (
	"encoding/json"
	"fmt"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/scoring"
)

// modelVersion grows when a model of before would be read wrongly.
const modelVersion = 1

// Model freezes what depends on the data: junk, blocking plan, frequencies and
// parameters. It holds hashes of values, never values.
type Model struct {
	Version int                 `json:"version"`
	Scoring scoring.Model       `json:"scoring"`
	Rules   []blocking.Rule     `json:"rules"`
	Cap     int                 `json:"cap"`            // rows per block
	Junk    map[string][]uint64 `json:"junk,omitempty"` // hashes by column
	Filled  map[string]float64  `json:"filled"`         // share of rows with a value, by column
}

func parseModel(data []byte) (*Model, error) {
	var m Model
	if err := json.Unmarshal(data, &m); err != nil {
		return nil, fmt.Errorf("%w: it is not a model file: %w", ErrModel, err)
	}
	if m.Version != modelVersion {
		return nil, fmt.Errorf("%w: it has version %d, this program reads %d: learn a new one", ErrModel, m.Version, modelVersion)
	}
	if err := m.Scoring.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	return &m, nil
}
