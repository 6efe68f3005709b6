package mapping

import (
	"strings"
	"unicode"

	"rollcall/importer/mapping/value"
	"rollcall/importer/row"
)

// evidence is what the sample values of a column look like.
type evidence struct {
	filled   int
	distinct int
	texts    []string // of the filled cells
}

// gather collects the values of one column.
func gather(sample []row.Row, column int) evidence {
	var e evidence
	seen := map[string]bool{}
	for i := range sample {
		if sample[i].Fault != nil || column >= len(sample[i].Cells) {
			continue
		}
		text, _ := value.Clean(sample[i].Cells[column].Text)
		if text == "" || text == DefaultClear {
			continue
		}
		e.filled++
		e.texts = append(e.texts, text)
		seen[text] = true
	}
	e.distinct = len(seen)
	return e
}

// share returns how many of the values pass a check, from 0 to 1.
func (e *evidence) share(passes func(string) bool) float64 {
	if e.filled == 0 {
		return 0
	}
	n := 0
	for _, text := range e.texts {
		if passes(text) {
			n++
		}
	}
	return float64(n) / float64(e.filled)
}

// looks says what the values of a target look like, and the word for them. nil:
// its values cannot be told from others.
func looks(target string) (check func(string) bool, what string) {
	switch target {
	case "email":
		return value.Email, "emails"
	case "phoneNumber":
		return looksPhone, "phone numbers"
	case "fields.date_of_birth":
		return looksDate, "dates"
	case "deceased":
		return func(s string) bool { _, ok := value.Bool(s); return ok || looksDate(s) }, "yes or no"
	case addressTarget + "zipCode":
		return looksZip, "postal codes"
	case "firstName", "middleName", "lastName", "name", addressTarget + "city", addressTarget + "country", addressTarget + "state", "title":
		return looksName, "names"
	case "orgName", addressTarget + "streetAddress1":
		return func(s string) bool { return hasLetter(s) && !value.Email(s) }, "texts"
	case "fields.ssn":
		return func(s string) bool { return strings.ContainsFunc(s, unicode.IsDigit) }, "identifiers"
	}
	return nil, ""
}

func hasLetter(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }

// looksName accepts letters with hardly a digit.
func looksName(s string) bool {
	digits := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	_, truth := value.Bool(s)
	return hasLetter(s) && digits <= 1 && !strings.Contains(s, "@") && len(s) <= 80 && (!truth || len(s) < 3)
}

func looksPhone(s string) bool {
	digits, letters := 0, 0
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return digits >= 6 && digits <= 16 && letters <= 4 && !looksDate(s)
}

func looksZip(s string) bool {
	return len(s) <= 10 && strings.ContainsFunc(s, unicode.IsDigit) && !strings.ContainsAny(s, "@/:")
}

// looksDate accepts a date in any usual form.
func looksDate(s string) bool {
	for _, order := range []value.Order{value.DayFirst, value.MonthFirst} {
		if day, ok := (value.Dates{Order: order}).Date(s); ok {
			return day >= "1600" && day < "2200"
		}
	}
	return false
}

// datePatterns are what a suggestion writes for dates that are not ISO 8601.
var datePatterns = []string{"MM/dd/yyyy", "dd/MM/yyyy", "dd.MM.yyyy", "MM-dd-yyyy", "dd-MM-yyyy", "MM.dd.yyyy", "yyyy/MM/dd", "M/d/yy", "d/M/yy", "d.M.yy"}

// dateFormats returns the patterns that fit every date among the values. None
// are needed where dates are ISO 8601 or compact.
func (e *evidence) dateFormats() []string {
	builtIn := value.Dates{}
	if e.share(func(s string) bool { _, ok := builtIn.Date(s); return ok }) >= 0.9 {
		return nil
	}
	var fitting []string
	for _, source := range datePatterns {
		p, err := value.ParsePattern(source)
		if err != nil {
			continue // the list above is tested
		}
		matches := func(s string) bool {
			s, _, _ = strings.Cut(s, " ") // a time of day may follow
			_, ok := p.Match(s)
			return ok
		}
		if e.share(matches) >= 0.9 {
			fitting = append(fitting, source)
		}
	}
	return fitting
}
