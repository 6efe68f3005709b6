package mapping

import (
	"slices"
	"strconv"
	"strings"

	"rollcall/importer/mapping/value"
	"rollcall/importer/row"
	"rollcall/store/customer"
)

// unlikely is the confidence below which a reading is not suggested.
const unlikely = 0.4

// Suggest proposes a mapping for a header, with one guess per column in file
// order; columns of rejects (_rollcall_...) are left out. Names are recognised
// exactly, by a table of usual names in several languages, or by their spelling
// (edit distance), and checked against the sample values; a column of an unknown
// name is recognised by values only when they are emails. Every column ends in a
// field or in a stated non-use, and every field has at most one column. Columns
// called Id or Customer ID belong to the system that wrote the file: they become
// externalCustomerImportId or externalCustomerId, never id or customerId.
//
// With options.As the columns of related records are proposed: the id, the
// customer's key, and every other column under its own name.
func Suggest(header []string, sample []row.Row, options Options) (*File, []Guess) {
	g := &guesser{header: header, file: &File{As: options.As, Region: options.Region, Clear: DefaultClear}}
	for i, name := range header {
		g.evidence = append(g.evidence, gather(sample, i))
		g.guesses = append(g.guesses, Guess{Column: name})
	}
	if options.As != "" {
		g.related()
	} else {
		g.customers()
	}
	return g.finish()
}

// guesser assigns columns to targets.
type guesser struct {
	header   []string
	evidence []evidence
	file     *File
	guesses  []Guess
	list     []candidate
	by       map[string]int // column of each target
}

func (g *guesser) customers() {
	for i, name := range g.header {
		if strings.HasPrefix(name, rejectPrefix) {
			continue
		}
		found := candidates(i, name)
		e := &g.evidence[i]
		if len(found) == 0 && e.filled > 1 && e.share(value.Email) >= 0.8 {
			found = []candidate{{i, "email", byValues, "the values are emails"}}
		}
		for _, c := range found {
			if c.reason != "the values are emails" {
				c.weigh(e)
			}
			g.list = append(g.list, c)
		}
	}
	g.wholeNames()
	g.assign()
	g.spare()
	if g.file.Region == "" {
		g.file.Region = g.region()
	}
}

// wholeNames settles what a column "Name" is: the whole name, the last name
// beside a first name (German and French lists), or a composition of parts that
// have columns of their own.
func (g *guesser) wholeNames() {
	has := func(target string) bool {
		return slices.ContainsFunc(g.list, func(c candidate) bool { return c.target == target && c.confidence >= 0.6 })
	}
	for i, name := range g.header {
		if tokens := withoutFillers(headerTokens(name)); len(tokens) == 1 && tokens[0] == "name" {
			g.list = slices.DeleteFunc(g.list, func(c candidate) bool { return c.column == i })
			c := candidate{i, "name", 0.85, "a whole name"}
			if has("firstName") && !has("lastName") {
				c = candidate{i, "lastName", 0.8, "the last name, because there is a first name beside it"}
			}
			c.weigh(&g.evidence[i])
			g.list = append(g.list, c)
		}
	}
	if !has("firstName") || !has("lastName") {
		return
	}
	g.list = slices.DeleteFunc(g.list, func(c candidate) bool {
		if c.target == "name" {
			g.guesses[c.column].Reason = "a whole name; its parts have columns of their own"
		}
		return c.target == "name"
	})
}

// assign gives every target its most likely column, the most likely pairs first.
func (g *guesser) assign() {
	slices.SortStableFunc(g.list, func(a, b candidate) int {
		switch {
		case a.confidence != b.confidence && a.confidence > b.confidence:
			return -1
		case a.confidence != b.confidence:
			return 1
		}
		return a.column - b.column
	})
	g.by = map[string]int{}
	for _, c := range g.list {
		guess := &g.guesses[c.column]
		first, taken := g.by[c.target]
		switch {
		case guess.Field != "":
		case c.confidence < unlikely:
			guess.Reason = "could be " + c.target + " (" + c.reason + ")"
		case taken && c.target != "solicitationCodes":
			guess.Reason = c.target + " comes from " + strconv.Quote(g.header[first])
		default:
			guess.Field, guess.Confidence, guess.Reason = c.target, c.confidence, c.reason
			g.by[c.target] = c.column
		}
	}
}

// spare finds a use for further phones and emails: they tell who somebody is, so
// they are kept as custom fields.
func (g *guesser) spare() {
	for i := range g.guesses {
		guess := &g.guesses[i]
		if guess.Field != "" || strings.HasPrefix(guess.Column, rejectPrefix) {
			continue
		}
		switch {
		case strings.HasPrefix(guess.Reason, "phoneNumber comes") && g.evidence[i].share(looksPhone) >= 0.8:
			guess.Type = customer.Phone
		case strings.HasPrefix(guess.Reason, "email comes") && g.evidence[i].share(value.Email) >= 0.8:
			guess.Type = customer.Email
		default:
			continue
		}
		field := "fields." + strings.Join(headerTokens(guess.Column), "_")
		if _, taken := g.by[field]; taken || field == "fields." {
			guess.Type = ""
			continue
		}
		g.by[field] = i
		guess.Field, guess.Confidence = field, byValues
		guess.Reason += "; kept as a custom field"
	}
}

// finish turns the guesses into a file.
func (g *guesser) finish() (*File, []Guess) {
	var told []Guess
	for i := range g.guesses {
		guess := &g.guesses[i]
		if strings.HasPrefix(guess.Column, rejectPrefix) {
			continue
		}
		if guess.Field == "" && guess.Reason == "" {
			guess.Reason = "no field is known by this name; write fields." + snake(guess.Column) + " to keep it"
		}
		column := Column{Name: guess.Column, Target: g.target(i)}
		guess.Type = column.Type
		g.file.Columns = append(g.file.Columns, column)
		told = append(told, *guess)
	}
	return g.file, told
}

func snake(header string) string {
	if name := strings.Join(headerTokens(header), "_"); name != "" {
		return name
	}
	return "name"
}

// target completes a guess with the options that its field needs.
func (g *guesser) target(i int) Target {
	guess := &g.guesses[i]
	t := Target{Field: guess.Field, Type: guess.Type, ParseName: guess.Field == "name"}
	switch guess.Field {
	case "fields.ssn":
		t.Type = customer.Identifier
	case "fields.date_of_birth":
		t.Type = customer.BirthDate
		t.Formats = g.formats(i)
	}
	return t
}

// formats writes the date patterns that fit, unless day and month could be
// swapped: the region decides then, or a person.
func (g *guesser) formats(i int) []string {
	fitting := g.evidence[i].dateFormats()
	if len(fitting) > 1 {
		g.guesses[i].Confidence = min(g.guesses[i].Confidence, 0.6)
		g.guesses[i].Reason += "; day and month could be swapped, so say format: " + strings.Join(fitting, " or ")
		return nil
	}
	return fitting
}
