package dedupe

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/scoring"
)

// Config steers the finding of duplicates. The zero value is the default: all is
// chosen from the data.
type Config struct {
	Match    float64             `yaml:"match" json:"match,omitempty"`       // match probability from which a pair matches; 0: 0.95
	Review   float64             `yaml:"review" json:"review,omitempty"`     // and from which it is a possible match; 0: 0.50
	Region   string              `yaml:"region" json:"region,omitempty"`     // ISO country of phone numbers without a country code; "": US
	Pairs    int64               `yaml:"pairs" json:"pairs,omitempty"`       // pair budget; 0: 2,000,000 and 12 a record
	MaxBlock int                 `yaml:"maxBlock" json:"maxBlock,omitempty"` // rows per block; 0: what the budget allows
	Blocking []Blocking          `yaml:"blocking" json:"blocking,omitempty"` // rules in place of the automatic ones
	Ignore   []string            `yaml:"ignore" json:"ignore,omitempty"`     // comparisons to leave out, as pairs.csv calls them
	Junk     map[string][]string `yaml:"junk" json:"junk,omitempty"`         // values by column that count as missing
}

// Blocking is a written blocking rule: the keys that two records must share, and
// the keys that split a block that is too large.
type Blocking struct {
	Keys  []string `yaml:"keys" json:"keys,omitempty"`
	Finer []string `yaml:"finer" json:"finer,omitempty"`
}

// Default thresholds.
const (
	DefaultMatch  = 0.95
	DefaultReview = 0.50
)

// ParseConfig reads a configuration in YAML. Unknown keys and wrong types are
// errors that name the file and the line; so are thresholds out of order.
func ParseConfig(name string, data []byte) (Config, error) {
	var c Config
	if len(strings.TrimSpace(string(data))) == 0 {
		return c, nil
	}
	if err := yaml.UnmarshalWithOptions(data, &c, yaml.Strict()); err != nil {
		return Config{}, fmt.Errorf("%s: %s", name, strings.TrimSpace(yaml.FormatError(err, false, false)))
	}
	if err := c.check(); err != nil {
		return Config{}, fmt.Errorf("%s: %w", name, err)
	}
	return c, nil
}

func (c *Config) check() error {
	d := c.withDefaults()
	switch {
	case d.Match <= 0 || d.Match > 1 || d.Review <= 0 || d.Review > 1:
		return fmt.Errorf("match and review are probabilities: write a number over 0 and up to 1")
	case d.Review > d.Match:
		return fmt.Errorf("review (%g) must not be above match (%g)", d.Review, d.Match)
	case c.Pairs < 0 || c.MaxBlock < 0:
		return fmt.Errorf("pairs and maxBlock must not be negative")
	}
	for _, name := range slices.Concat(c.Ignore, slices.Sorted(maps.Keys(c.Junk))) {
		if !scoring.Known(name) {
			return fmt.Errorf("unknown comparison %q: write a name as pairs.csv has it behind level_", name)
		}
	}
	for i, rule := range c.Blocking {
		if len(rule.Keys) == 0 {
			return fmt.Errorf("blocking rule %d has no keys", i+1)
		}
	}
	return nil
}

func (c Config) withDefaults() Config {
	if c.Match == 0 {
		c.Match = DefaultMatch
	}
	if c.Review == 0 {
		c.Review = min(DefaultReview, c.Match)
	}
	return c
}

// Rules returns the written rules as blocking takes them; nil: none are written.
func (c *Config) Rules() []blocking.Rule {
	var rules []blocking.Rule
	for _, b := range c.Blocking {
		rules = append(rules, blocking.Rule{Name: strings.Join(b.Keys, "+"), Keys: slices.Clone(b.Keys), Finer: slices.Clone(b.Finer)})
	}
	return rules
}
