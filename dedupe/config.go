package dedupe

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"rollcall/dedupe/blocking"
	"rollcall/dedupe/scoring"
	"rollcall/importer/setting"
)

// Config steers the finding of duplicates. The zero value is the default: all is
// chosen from the data.
type Config struct {
	Match    float64             `json:"match,omitempty"`    // match probability from which a pair matches; 0: 0.95
	Review   float64             `json:"review,omitempty"`   // and from which it is a possible match; 0: 0.50
	Region   string              `json:"region,omitempty"`   // ISO country of phone numbers without a country code; "": US
	Pairs    int64               `json:"pairs,omitempty"`    // pair budget; 0: 2,000,000 and 12 a record
	MaxBlock int                 `json:"maxBlock,omitempty"` // rows per block; 0: what the budget allows
	Blocking []Blocking          `json:"blocking,omitempty"` // rules in place of the automatic ones
	Ignore   []string            `json:"ignore,omitempty"`   // comparisons to leave out, as pairs.csv calls them
	Junk     map[string][]string `json:"junk,omitempty"`     // values by column that count as missing
}

// Blocking is a written blocking rule: the keys that two records must share, and
// the keys that split a block that is too large.
type Blocking struct {
	Keys  []string `json:"keys,omitempty"`
	Finer []string `json:"finer,omitempty"`
}

// Default thresholds.
const (
	DefaultMatch  = 0.95
	DefaultReview = 0.50
)

// ErrConfig says that a configuration is not valid.
var ErrConfig = errors.New("the configuration of dedupe is not valid")

// ParseConfig reads a configuration in YAML; an empty one is the default. The
// error wraps ErrConfig and names the file, and the line of each unknown key and
// wrong value; thresholds out of order are errors too.
func ParseConfig(name string, data []byte) (Config, error) {
	doc := setting.Parse(setting.Source{File: name, Data: data, Kind: ErrConfig})
	var c Config
	doc.Root("a configuration").Read(
		setting.Into("match", &c.Match, setting.Entry.Share),
		setting.Into("review", &c.Review, setting.Entry.Share),
		setting.Into("region", &c.Region, setting.Entry.Text),
		setting.Into("pairs", &c.Pairs, func(e setting.Entry) int64 { return int64(e.Whole(0)) }),
		setting.Into("maxBlock", &c.MaxBlock, func(e setting.Entry) int { return e.Whole(0) }),
		setting.Into("blocking", &c.Blocking, rules),
		setting.Into("ignore", &c.Ignore, setting.Entry.Texts),
		setting.Into("junk", &c.Junk, junk),
	)
	if err := doc.Err(); err != nil {
		return Config{}, err
	}
	if err := c.check(); err != nil {
		doc.Add(setting.Position{}, "%s", err)
		return Config{}, doc.Err()
	}
	return c, nil
}

func rules(e setting.Entry) []Blocking {
	items := e.Items()
	list := make([]Blocking, len(items))
	for i, item := range items {
		item.Read(
			setting.Into("keys", &list[i].Keys, setting.Entry.Texts),
			setting.Into("finer", &list[i].Finer, setting.Entry.Texts),
		)
	}
	return list
}

func junk(e setting.Entry) map[string][]string {
	values := map[string][]string{}
	for _, column := range e.Entries() {
		values[column.Key] = column.Texts()
	}
	return values
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
