package mapping

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"rollcall/dedupe/compare"
)

// ErrInvalid is wrapped by every error about a mapping file's contents.
var ErrInvalid = errors.New("mapping is not valid")

// Problem is one fault of a mapping file. Line is 1-based; 0 when the fault has
// no line.
type Problem struct {
	Line    int
	Message string
}

// Problems is the error of Parse and Compile: everything found wrong, in line
// order.
type Problems struct {
	File string
	List []Problem
}

// Error writes one line per problem: file:line: message.
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

// Unwrap makes errors.Is find ErrInvalid.
func (p *Problems) Unwrap() error { return ErrInvalid }

// problems collects faults; err is nil when there are none.
type problems struct{ list []Problem }

func (p *problems) add(line int, format string, args ...any) {
	p.list = append(p.list, Problem{line, fmt.Sprintf(format, args...)})
}

func (p *problems) err(file string) error {
	if len(p.list) == 0 {
		return nil
	}
	slices.SortStableFunc(p.list, func(a, b Problem) int { return a.Line - b.Line })
	if file == "" {
		file = "mapping"
	}
	return &Problems{File: file, List: slices.Compact(p.list)}
}

// nearest returns a hint at the known word that was probably meant, or "".
func nearest(word string, known []string) string {
	best, distance := "", len([]rune(word))/3+2
	if distance < 3 {
		distance = 1 // in short words every letter counts: only the case may differ
	}
	for _, k := range known {
		if d := compare.Edits(strings.ToLower(word), strings.ToLower(k)); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("; did you mean %q?", best)
}
