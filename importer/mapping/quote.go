package mapping

import (
	"regexp"
	"strconv"
	"strings"
)

// options are the keys of a flow mapping; only those that are said are printed.
type options []struct {
	key, text string
	said      bool
}

func (o options) String() string {
	var said []string
	for _, option := range o {
		if option.said {
			said = append(said, option.key+": "+option.text)
		}
	}
	return "{" + strings.Join(said, ", ") + "}"
}

func flow(texts []string) string {
	quoted := make([]string, len(texts))
	for i, text := range texts {
		quoted[i] = scalar(text)
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}

// bareScalar needs no quotes in YAML, in flow or block, unless it is a word that
// YAML reads as something else.
var (
	bareScalar = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.-]*( [A-Za-z0-9_.-]+)*$`)
	yamlWord   = regexp.MustCompile(`(?i)^(true|false|null|yes|no|on|off|y|n)$`)
)

// scalar writes a text so that YAML reads exactly it.
func scalar(text string) string {
	if bareScalar.MatchString(text) && !yamlWord.MatchString(text) {
		return text
	}
	for _, r := range text {
		if r < ' ' || r == 0x7F || r >= 0x80 && r < 0xA0 || r == '\u2028' || r == '\u2029' || r == '\uFEFF' || r == '\uFFFD' {
			return strconv.QuoteToASCII(text)
		}
	}
	return "'" + strings.ReplaceAll(text, "'", "''") + "'"
}
