package pipeline

import (
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Meaning says what the variables and dates of a pipeline file stand for.
type Meaning struct {
	Lookup func(name string) (value string, ok bool) // nil: the environment
	Now    time.Time                                 // zero: the system's clock, in the machine's time zone
}

// reference is a variable or a date inside a value, or an escaped dollar sign.
// What begins like one and is none matches too, to be refused.
var reference = regexp.MustCompile(`\$\$\{|\$\{[^}]*\}?|\{[A-Za-z]+[^{}]*\}`)

var (
	variable = regexp.MustCompile(`^\$\{([A-Za-z_][A-Za-z0-9_]*)(:-([^}]*))?\}$`)
	dated    = regexp.MustCompile(`^\{(date|yesterday)([+-][0-9]{1,5})?(:[^{}]+)?\}$`)
)

// expander replaces the references in the values of a pipeline file.
type expander struct{ means Meaning }

func newExpander(means Meaning) *expander {
	if means.Lookup == nil {
		means.Lookup = os.LookupEnv
	}
	if means.Now.IsZero() {
		means.Now = time.Now()
	}
	return &expander{means: means}
}

// text returns a value with every reference in it replaced; the error names
// each that has no meaning.
func (e *expander) text(value string) (string, error) {
	var faults []error
	value = reference.ReplaceAllStringFunc(value, func(ref string) string {
		meaning, err := e.value(ref)
		if err != nil {
			faults = append(faults, err)
		}
		return meaning
	})
	return value, errors.Join(faults...)
}

// value returns what a reference stands for. What a variable holds is not
// searched for references again.
func (e *expander) value(ref string) (string, error) {
	if ref == "$${" {
		return "${", nil
	}
	if m := variable.FindStringSubmatch(ref); m != nil {
		value, ok := e.means.Lookup(m[1])
		switch {
		case ok && value != "":
			return value, nil
		case m[2] == "":
			return "", fmt.Errorf("the environment has no %s: set it, or write ${%s:-DEFAULT}", m[1], m[1])
		}
		return m[3], nil
	}
	if m := dated.FindStringSubmatch(ref); m != nil {
		return e.date(m[1], m[2], strings.TrimPrefix(m[3], ":"))
	}
	return "", fmt.Errorf("%s is not understood: variables are ${NAME} and ${NAME:-DEFAULT}, dates are {date:yyyy-MM-dd}, {date-7:yyyyMMdd} and {yesterday:yyyy-MM-dd}", ref)
}

func (e *expander) date(word, days, pattern string) (string, error) {
	n, _ := strconv.Atoi(days) // at most five digits, or none
	if word == "yesterday" {
		n--
	}
	if pattern == "" {
		pattern = "yyyy-MM-dd"
	}
	return formatDate(e.means.Now.AddDate(0, 0, n), pattern)
}

// dateParts are what a pattern may hold, as Go writes them.
var dateParts = map[string]string{"yyyy": "2006", "yy": "06", "MM": "01", "dd": "02", "HH": "15", "mm": "04", "ss": "05"}

// formatDate writes a moment by a pattern of yyyy, yy, MM, dd, HH, mm and ss;
// characters that are no letters stand for themselves.
func formatDate(t time.Time, pattern string) (string, error) {
	var b strings.Builder
	for rest := pattern; rest != ""; {
		n := len(rest) - len(strings.TrimLeft(rest, rest[:1]))
		part := rest[:n]
		rest = rest[n:]
		layout, known := dateParts[part]
		switch {
		case known:
			b.WriteString(t.Format(layout))
		case isLetter(part[0]):
			return "", fmt.Errorf("the date pattern %q holds %q: it takes yyyy, yy, MM, dd, HH, mm and ss", pattern, part)
		default:
			b.WriteString(part)
		}
	}
	return b.String(), nil
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' }
