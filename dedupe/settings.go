package dedupe

import (
	"encoding/json"
	"fmt"
)

// settings is what an outcome depends on beside customers, judgements and the model.
type settings struct {
	Match  float64 `json:"match"`
	Review float64 `json:"review"`
	Region string  `json:"region"`
	Learn  Config  `json:"learn"` // what the model was learned with, thresholds left out
}

// Settings writes what an outcome depends on beside customers, judgements and the
// model, as JSON: the same text for the same settings.
func (c Config) Settings() (string, error) {
	d := c.withDefaults()
	s := settings{Match: d.Match, Review: d.Review, Region: d.Region, Learn: c}
	s.Learn.Match, s.Learn.Review = 0, 0
	data, err := json.Marshal(s)
	if err != nil {
		return "", fmt.Errorf("write the deduplication settings: %w", err)
	}
	return string(data), nil
}

// SameLearning says whether two settings learn the same model from the same customers.
func SameLearning(a, b string) bool {
	var one, two settings
	if json.Unmarshal([]byte(a), &one) != nil || json.Unmarshal([]byte(b), &two) != nil {
		return false
	}
	x, errX := json.Marshal(one.Learn)
	y, errY := json.Marshal(two.Learn)
	return errX == nil && errY == nil && string(x) == string(y)
}
