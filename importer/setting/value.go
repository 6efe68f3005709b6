package setting

import (
	"slices"
	"strconv"
	"strings"
)

// Text reads a single value as it is written. Nothing and null are problems, ""
// is not.
func (e Entry) Text() string {
	text, ok := e.Plain()
	switch {
	case ok:
	case e.Null() && e.unsupported() == "":
		e.Fail("%s: has no value; remove the line or give it one", e.Key)
	default:
		e.Fail("%s: expected a text%s", e.Key, e.unsupported())
	}
	return text
}

// Texts reads one text, or a list of them. An empty one is a problem.
func (e Entry) Texts() []string {
	items := []Entry{e}
	if _, plain := e.Plain(); !plain && !e.Null() {
		items = e.Items()
	}
	var list []string
	for _, item := range items {
		text, ok := item.Plain()
		if !ok || text == "" {
			item.Fail("%s: an entry is a text that is not empty%s", e.Key, item.unsupported())
			continue
		}
		list = append(list, text)
	}
	return list
}

// Word reads one of the words, in any case; "" when it is none of them, which is
// a problem.
func (e Entry) Word(words ...string) string {
	text, ok := e.Plain()
	if at := slices.IndexFunc(words, func(w string) bool { return ok && strings.EqualFold(text, w) }); at >= 0 {
		return words[at]
	}
	if !ok {
		e.Fail("%s: write one of %s", e.Key, strings.Join(words, ", "))
		return ""
	}
	e.Fail("%s: %q is not known (known: %s)", e.Key, text, strings.Join(words, ", "))
	return ""
}

// Flag reads true or false.
func (e Entry) Flag() bool { return e.Word("true", "false") == "true" }

// Count reads a whole number from 1 on; 0 when it is none, which is a problem.
func (e Entry) Count() int { return e.Whole(1) }

// Whole reads a whole number from least on; 0 when it is none, which is a
// problem.
func (e Entry) Whole(least int) int {
	text, _ := e.Plain()
	n, err := strconv.Atoi(text)
	if err != nil || n < least {
		e.Fail("%s: expected a whole number from %d on", e.Key, least)
		return 0
	}
	return n
}

// Share reads a number from 0 to 1, or a percentage: 0.2 and 20% are the same; 0
// when it is none, which is a problem.
func (e Entry) Share() float64 {
	text, _ := e.Plain()
	digits, percent := strings.CutSuffix(strings.TrimSpace(text), "%")
	f, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if percent {
		f /= 100
	}
	if err != nil || !(f >= 0 && f <= 1) { // not a number is neither
		e.Fail("%s is a number from 0 to 1, or a percentage", e.Key)
		return 0
	}
	return f
}
