package review

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"rollcall/dedupe/merge"
	"rollcall/store/customer"
)

// maxShown is how many characters of a value the page shows.
const maxShown = 2000

// clip shortens what is too long to look at, visibly.
func clip(text string) string {
	n := utf8.RuneCountInString(text)
	if n <= maxShown {
		return text
	}
	return fmt.Sprintf("%s… (%d characters)", string([]rune(text)[:maxShown]), n)
}

// clock is a time of day, where the program runs.
func clock(t time.Time) string { return t.Local().Format("15:04") }

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}

// probability writes a match probability so that near certainty does not read
// as certainty.
func probability(p float64) string {
	if p > 0.999 && p < 1 {
		return "over 99.9 %"
	}
	return strconv.FormatFloat(100*p, 'f', 1, 64) + " %"
}

func relatedOf(c *customer.Customer) string {
	moves := make([]customer.Move, len(c.Related))
	for i, r := range c.Related {
		moves[i].Kind = r.Kind
	}
	return merge.Moving(moves)
}

// fieldTitle writes a field's name as words: phoneNumber is "phone number".
func fieldTitle(name string) string {
	name = strings.ReplaceAll(strings.TrimPrefix(name, "fields."), "_", " ")
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 && name[i-1] != ' ' && !unicode.IsUpper(rune(name[i-1])) {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

func numbers(ids []int64) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = customer.FormatID(id)
	}
	return strings.Join(texts, ", ")
}

func orderTitle(name string) string {
	for _, o := range orders {
		if o.name == name {
			return o.title
		}
	}
	return ""
}
