package normalize

import (
	"regexp"
	"regexp/syntax"
	"strconv"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// plan is what the numbers behind a country code look like, as far as the
// direct path needs it.
type plan struct {
	lengths  uint32         // bit n: a national number may have n digits
	prefixed [10]bool       // a national number that begins with this digit may carry a national prefix
	prefix   *regexp.Regexp // matches that prefix; nil when there is none
	whole    *regexp.Regexp // matches national numbers without one
}

// plans are the plans by country code, read from the library's metadata when
// the first international number comes; nil where the direct path has none.
var plans = sync.OnceValue(func() *[1000]*plan {
	var list [1000]*plan
	collection, err := phonenumbers.MetadataCollection()
	if err != nil {
		return &list // the library answers for all
	}
	for _, m := range collection.GetMetadata() {
		code := int(m.GetCountryCode())
		if code > 0 && code < len(list) && phonenumbers.GetRegionCodeForCountryCode(code) == m.GetId() {
			list[code] = planOf(m)
		}
	}
	return &list
})

// planOf reads a plan; nil when its metadata say too little.
func planOf(m *phonenumbers.PhoneMetadata) *plan {
	general := m.GetGeneralDesc()
	p := &plan{}
	for _, n := range general.GetPossibleLength() {
		if n > 1 && n <= 15 {
			p.lengths |= 1 << n
		}
	}
	for _, n := range general.GetPossibleLengthLocalOnly() {
		p.lengths &^= 1 << max(n, 0)
	}
	prefix, pattern := m.GetNationalPrefixForParsing(), general.GetNationalNumberPattern()
	first, ok := firstDigits(prefix)
	if !ok || pattern == "" || m.GetNationalPrefixTransformRule() != "" {
		return nil
	}
	p.prefixed = first
	var err error
	if p.whole, err = regexp.Compile("^(?:" + pattern + ")$"); err == nil && prefix != "" {
		p.prefix, err = regexp.Compile("^(?:" + prefix + ")")
	}
	if err != nil {
		return nil
	}
	return p
}

// firstDigits returns the digits that texts which begin with a match of the
// pattern can begin with; none for no pattern. It is false for a pattern that
// cannot be read.
func firstDigits(pattern string) (digits [10]bool, ok bool) {
	if pattern == "" {
		return digits, true
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return digits, false
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return digits, false
	}
	markFirst(prog, uint32(prog.Start), make([]bool, len(prog.Inst)), &digits)
	return digits, true
}

// markFirst marks the digits that the program can read first from an
// instruction on. A program that matches nothing at all matches before any.
func markFirst(prog *syntax.Prog, at uint32, seen []bool, digits *[10]bool) {
	if seen[at] {
		return
	}
	seen[at] = true
	switch inst := &prog.Inst[at]; inst.Op {
	case syntax.InstAlt, syntax.InstAltMatch:
		markFirst(prog, inst.Out, seen, digits)
		markFirst(prog, inst.Arg, seen, digits)
	case syntax.InstCapture, syntax.InstNop, syntax.InstEmptyWidth:
		markFirst(prog, inst.Out, seen, digits)
	case syntax.InstMatch:
		*digits = [10]bool{true, true, true, true, true, true, true, true, true, true}
	case syntax.InstRune, syntax.InstRune1, syntax.InstRuneAny, syntax.InstRuneAnyNotNL:
		for d := range digits {
			digits[d] = digits[d] || inst.MatchRune(rune('0'+d))
		}
	}
}

// international reads a plus sign, a country code and a national number in the
// common punctuation, when nothing about them is in doubt: a possible length,
// and at most a national prefix that is not part of the number. Anything else
// is left to the library.
func international(text string) (string, bool) {
	if len(text) < 2 || len(text) > 40 || text[0] != '+' || text[len(text)-1] < '0' {
		return "", false
	}
	form := make([]byte, 1, 20)
	form[0] = '+'
	for i := 1; i < len(text); i++ {
		switch c := text[i]; {
		case c >= '0' && c <= '9' && len(form) < cap(form):
			form = append(form, c)
		case c == ' ', c == '-', c == '.', c == '(', c == ')':
		default:
			return "", false
		}
	}
	for end := 2; end <= 4 && end < len(form); end++ {
		code, _ := strconv.Atoi(string(form[1:end]))
		if p := plans()[code]; p != nil && form[1] != '0' {
			return p.complete(form, end)
		}
	}
	return "", false
}

// complete checks the national number, which begins at a place of the form, and
// takes a national prefix away.
func (p *plan) complete(form []byte, at int) (string, bool) {
	if p.prefix != nil && p.prefixed[form[at]-'0'] {
		if found := p.prefix.FindIndex(form[at:]); found != nil {
			if p.whole.Match(form[at:]) {
				return "", false
			}
			form = append(form[:at], form[at+found[1]:]...)
		}
	}
	if len(form) == at || form[at] == '0' || p.lengths>>(len(form)-at)&1 == 0 {
		return "", false
	}
	return string(form), true
}
