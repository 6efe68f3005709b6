package setting

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/dedupe/compare"
)

// Position is a place in a file, 1-based. The zero value is the file as a whole.
type Position struct {
	Line   int
	Column int // in characters; 0: not known
}

// Problem is one fault of a file: where it is, what is wrong, and what to write.
type Problem struct {
	Position
	Message string
}

// Problems is an error that names everything wrong with one file. It wraps
// Kind.
type Problems struct {
	File string // as messages name it
	Kind error  // the sentinel of the kind of file
	List []Problem
}

// Add notes a fault. The message is for the file's author and must not hold
// values of customers.
func (p *Problems) Add(at Position, format string, args ...any) {
	p.List = append(p.List, Problem{at, fmt.Sprintf(format, args...)})
}

// Err returns the problems in the order of the file, each once, as a *Problems;
// nil when there are none.
func (p *Problems) Err() error {
	if len(p.List) == 0 {
		return nil
	}
	list := slices.Clone(p.List)
	slices.SortStableFunc(list, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	list = slices.CompactFunc(list, func(a, b Problem) bool { return a.Line == b.Line && a.Message == b.Message })
	return &Problems{File: p.File, Kind: p.Kind, List: list}
}

// Error writes one line per problem, FILE:LINE: MESSAGE.
func (p *Problems) Error() string {
	lines := make([]string, len(p.List))
	for i, problem := range p.List {
		lines[i] = p.File + ": " + problem.Message
		if problem.Line > 0 {
			lines[i] = fmt.Sprintf("%s:%d: %s", p.File, problem.Line, problem.Message)
		}
	}
	return strings.Join(lines, "\n")
}

// Unwrap makes errors.Is find the kind.
func (p *Problems) Unwrap() error { return p.Kind }

// Messages returns what the problems of err say, without file and line: for
// settings that stand on a command line. ok is false when err is no *Problems.
func Messages(err error) (list []string, ok bool) {
	var p *Problems
	if !errors.As(err, &p) {
		return nil, false
	}
	for _, problem := range p.List {
		list = append(list, problem.Message)
	}
	return list, true
}

// Nearest returns a hint at the known word that was probably meant, such as
// `; did you mean "email"?`, or "".
func Nearest(word string, known []string) string {
	if meant := Meant(word, known); meant != "" {
		return fmt.Sprintf("; did you mean %q?", meant)
	}
	return ""
}

// Meant returns the known word that was probably meant, or "": the one with the
// fewest slips, at most one for three letters; in words of one or two letters only
// the case may differ. Of equals it is the first.
func Meant(word string, known []string) string {
	best, distance := "", len([]rune(word))/3+1
	for _, k := range known {
		if d := compare.Edits(strings.ToLower(word), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	return best
}
