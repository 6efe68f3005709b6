package value

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Pattern is a compiled date format in the letters of Java and Unicode:
//
//	yyyy y u   year, four digits        yy   year, two digits: 00-29 is 2000-2029
//	M MM       month number             MMM MMMM   month name, short or long
//	d dd       day                      E    weekday name, not checked
//	H HH h hh k K   hour (24, 12, 1-24, 0-11)   m s S   minute, second, fraction
//	a          AM or PM                 X Z z   zone: Z, UTC, +02:00, +0200
//	'...'      literal text, '' a quote; other signs stand for themselves
//
// A number next to another number has exactly as many digits as letters; one
// beside a sign may leave its leading zero out (dd.MM.yyyy reads 1.2.1980).
// Names are read in English, German, French, Spanish, Italian, Portuguese and
// Dutch, regardless of case. A space stands for any white space.
type Pattern struct{ steps []step }

// step reads one part of a date.
type step struct {
	letter  rune // 0: literal
	literal string
	low     int // digits at least
	high    int // digits at most; 0: not a number
}

// ParsePattern compiles a pattern. A pattern must name year, month and day. The
// error quotes the pattern, which comes from a mapping.
func ParsePattern(source string) (*Pattern, error) {
	p := &Pattern{}
	for rest := source; rest != ""; {
		s, size, err := nextStep(rest)
		if err != nil {
			return nil, fmt.Errorf("date format %q: %w", source, err)
		}
		p.steps = append(p.steps, s)
		rest = rest[size:]
	}
	for i := range p.steps {
		if p.steps[i].high > 0 && !p.abuts(i) {
			p.steps[i].relax()
		}
	}
	if !p.has("yu") || !p.has("ML") || !p.has("d") {
		return nil, fmt.Errorf("date format %q needs a year (yyyy), a month (MM) and a day (dd)", source)
	}
	return p, nil
}

func (p *Pattern) has(letters string) bool {
	for _, s := range p.steps {
		if s.letter != 0 && strings.ContainsRune(letters, s.letter) {
			return true
		}
	}
	return false
}

// abuts says whether a number stands next to another number.
func (p *Pattern) abuts(i int) bool {
	return i > 0 && p.steps[i-1].high > 0 || i+1 < len(p.steps) && p.steps[i+1].high > 0
}

// relax lets a number that signs delimit do without its leading zero.
func (s *step) relax() {
	if s.letter != 'y' && s.letter != 'S' {
		s.low, s.high = 1, 2
	}
}

func nextStep(s string) (step, int, error) {
	r, size := utf8.DecodeRuneInString(s)
	switch {
	case r == '\'':
		return quoted(s)
	case r == '[' || r == ']' || r == '{' || r == '}' || r == '#':
		return step{}, 0, fmt.Errorf("%q has no meaning here: put it between quotes ('%c') if it stands in the dates", r, r)
	case r >= utf8.RuneSelf || !unicode.IsLetter(r):
		return step{literal: s[:size]}, size, nil
	}
	n := 1
	for n < len(s) && s[n] == s[0] {
		n++
	}
	st, err := letterStep(r, n)
	return st, n, err
}

// quoted reads literal text between apostrophes; two of them are one.
func quoted(s string) (step, int, error) {
	if strings.HasPrefix(s, "''") {
		return step{literal: "'"}, 2, nil
	}
	end := strings.IndexByte(s[1:], '\'')
	if end < 0 {
		return step{}, 0, fmt.Errorf("a quote is not closed")
	}
	return step{literal: s[1 : end+1]}, end + 2, nil
}

func letterStep(r rune, n int) (step, error) {
	switch r {
	case 'y', 'u':
		if n == 2 {
			return step{letter: 'y', low: 2, high: 2}, nil
		}
		if n == 1 || n == 4 {
			return step{letter: 'y', low: 4, high: 4}, nil
		}
		return step{}, fmt.Errorf("a year is yyyy or yy")
	case 'M', 'L':
		if n > 2 {
			return step{letter: 'M'}, nil
		}
		return step{letter: 'M', low: n, high: 2}, nil
	case 'S':
		return step{letter: r, low: 1, high: 9}, nil
	case 'd', 'H', 'h', 'k', 'K', 'm', 's':
		if n > 2 {
			return step{}, fmt.Errorf("%s has too many letters", strings.Repeat(string(r), n))
		}
		return step{letter: r, low: n, high: 2}, nil
	case 'E', 'a', 'X', 'x', 'Z', 'z':
		return step{letter: r}, nil
	}
	return step{}, unknownLetter(r)
}

func unknownLetter(r rune) error {
	switch r {
	case 'Y':
		return fmt.Errorf("write yyyy for the year (Y is the year of the week)")
	case 'D':
		return fmt.Errorf("write dd for the day (D is the day of the year)")
	}
	return fmt.Errorf("unknown letter %c (known: y M d E H h k K m s S a X Z z)", r)
}
