package dedupe

import (
	"encoding/json"
	"fmt"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/record"
	"rollcall/dedupe/scoring"
)

// modelVersion grows when a model of before would be read wrongly.
const modelVersion = 5

// Model freezes what depends on the data: columns, junk, blocking plan, frequencies
// and parameters. With it, whether two customers are a candidate pair and how they
// score depends on nothing but the two. It holds hashes of values, never values.
type Model struct {
	Version  int                `json:"version"`
	Scoring  scoring.Model      `json:"scoring"`
	Blocking blocking.Plan      `json:"blocking"`
	Fields   []record.Field     `json:"fields"`         // custom columns
	Junk     Junk               `json:"junk,omitempty"` // hashes by column
	Filled   map[string]float64 `json:"filled"`         // share of rows with a value, by column
}

// ParseModel reads a model as Encode writes it. Errors wrap ErrModel.
func ParseModel(data []byte) (*Model, error) {
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
	if err := m.Blocking.Check(); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrModel, err)
	}
	return &m, nil
}

// Encode writes the model as JSON, the same bytes for the same model.
func (m *Model) Encode() ([]byte, error) {
	data, err := json.Marshal(m)
	if err != nil {
		return nil, fmt.Errorf("write the model: %w", err)
	}
	return data, nil
}

// NewModel starts a model from what is counted in all records and the frequencies of
// their values, junk cleared: with the shipped parameters and no blocking plan.
func NewModel(cfg Config, p Profile, junk Junk, frequencies []scoring.Frequencies) *Model {
	comparisons := scoring.Comparisons(p.Fields, p.Filled, cfg.Ignore)
	return &Model{Version: modelVersion, Scoring: *scoring.Shipped(p.Records, comparisons, frequencies),
		Fields: p.Fields, Junk: junk, Filled: p.shares()}
}

// Options say how customers are loaded for a model: with its columns.
func (m *Model) Options(cfg Config) record.Options {
	return record.Options{Region: cfg.Region, Frozen: true, Fields: m.Fields}
}
