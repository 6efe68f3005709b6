package pipeline

import (
	"fmt"
	"os"
	"strconv"
	"strings"

	"rollcall/dedupe"
	"rollcall/dedupe/merge"
)

// MergePolicy reads a policy file; without one it is the default policy.
func MergePolicy(path string) (merge.Policy, error) {
	if path == "" {
		return merge.DefaultPolicy(), nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return merge.Policy{}, err
	}
	return merge.ParsePolicy(path, data)
}

// SetShare sets the share of the base that may be merged away: "20%" or "0.2";
// "" leaves the policy's.
func (o *MergeOptions) SetShare(text string) error {
	if text == "" {
		return nil
	}
	number, percent := strings.CutSuffix(text, "%")
	share, err := strconv.ParseFloat(number, 64)
	if percent {
		share /= 100
	}
	if err != nil || share < 0 || share > 1 {
		return fmt.Errorf("%w: %q is no share: write 20%% or 0.2", ErrUsage, text)
	}
	o.Policy.Auto.MaxShare = share
	return nil
}

// DedupeConfig reads a dedupe configuration; thresholds of 0 stay as they are.
func DedupeConfig(path string, match, review float64) (dedupe.Config, error) {
	var cfg dedupe.Config
	if path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			return cfg, err
		}
		if cfg, err = dedupe.ParseConfig(path, data); err != nil {
			return cfg, err
		}
	}
	for _, t := range []float64{match, review} {
		if t < 0 || t > 1 {
			return cfg, fmt.Errorf("%w: thresholds are probabilities between 0 and 1", ErrUsage)
		}
	}
	if match > 0 {
		cfg.Match = match
	}
	if review > 0 {
		cfg.Review = review
	}
	return cfg, nil
}
