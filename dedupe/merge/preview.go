package merge

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"rollcall/store/customer"
)

// Preview shows a merge before it happens, as JSON (its fields) or text. It
// holds customer values: it is a report.
type Preview struct {
	Survivor   int64                `json:"survivor"`
	Customers  []*customer.Customer `json:"customers"` // survivor first
	Result     *customer.Customer   `json:"result"`
	Choices    []customer.Choice    `json:"choices"`
	Conflicts  []Conflict           `json:"conflicts"`
	Moves      []customer.Move      `json:"moves"`
	Collisions []Collision          `json:"collisions"`
	Waiting    []string             `json:"waiting,omitempty"` // reasons of Gate, when the caller asked it
}

// NewPreview makes the preview of a plan. Lists are never nil, so that JSON
// holds [] and not null.
func NewPreview(plan *Plan) Preview {
	return Preview{Survivor: plan.Survivor.ID, Customers: plan.Members(), Result: plan.Result,
		Choices: orEmpty(plan.Choices), Conflicts: orEmpty(plan.Conflicts),
		Moves: orEmpty(plan.Moves), Collisions: orEmpty(plan.Collisions)}
}

func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// WriteText writes the preview for people: the customers side by side with the
// result, each disagreement with the rule that settles it, and what moves.
func (v Preview) WriteText(w io.Writer) error {
	var b strings.Builder
	v.table(&b)
	v.disagreements(&b)
	v.others(&b)
	v.moving(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

func (v Preview) table(b *strings.Builder) {
	tab := tabwriter.NewWriter(b, 0, 0, 2, ' ', 0)
	for _, row := range Rows(v.Customers, v.Result) {
		fmt.Fprintf(tab, "%s\t%s\n", row.Field, strings.Join(clean(row.Values), "\t"))
	}
	_ = tab.Flush() // into memory
}

func (v Preview) disagreements(b *strings.Builder) {
	if len(v.Conflicts) == 0 {
		b.WriteString("\nNo disagreements.\n")
		return
	}
	b.WriteString("\nDisagreements\n")
	for _, c := range v.Conflicts {
		mark := ""
		if c.Blocking {
			mark = "  << needs a person"
		}
		fmt.Fprintf(b, "  %s: %s (rule %s: %s)%s\n", c.Field, cell(c.WouldChoose), c.Rule, c.Reason, mark)
		for _, m := range c.Values {
			fmt.Fprintf(b, "      %d %s%s: %s\n", m.ID, m.Source, on(m.UpdatedOn), cell(m.Value))
		}
	}
}

// others are the choices that settle no disagreement.
func (v Preview) others(b *strings.Builder) {
	first := true
	for _, c := range v.Choices {
		if slices.ContainsFunc(v.Conflicts, func(k Conflict) bool { return k.Field == c.Field }) {
			continue
		}
		if first {
			b.WriteString("\nAlso taken\n")
			first = false
		}
		fmt.Fprintf(b, "  %s: %s (%s: %s)\n", c.Field, cell(c.Value), c.Rule, c.Reason)
	}
}

func (v Preview) moving(b *strings.Builder) {
	if len(v.Moves) > 0 {
		fmt.Fprintf(b, "\nMoves to %d: %s\n", v.Survivor, Moving(v.Moves))
	}
	for _, c := range v.Collisions {
		ids := make([]string, len(c.Records))
		for i, r := range c.Records {
			ids[i] = fmt.Sprintf("%s (of %d)", r.ID, r.Customer)
		}
		fmt.Fprintf(b, "Say the same, all are kept: %s %s\n", c.Kind, strings.Join(ids, ", "))
	}
}

// Moving counts moves by kind: "3 orders, 1 cards".
func Moving(moves []customer.Move) string {
	count := map[customer.Kind]int{}
	for _, m := range moves {
		count[m.Kind]++
	}
	var parts []string
	for _, kind := range customer.Kinds {
		if n := count[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	return strings.Join(parts, ", ")
}

// Row is one field of several customers side by side.
type Row struct {
	Field  string
	Values []string // one per customer, then the result's where there is one
}

// Rows lists the fields in which any of the customers has a value, identity
// first, names and addresses in one line each.
func Rows(customers []*customer.Customer, result *customer.Customer) []Row {
	all := slices.Clone(customers)
	if result != nil {
		all = append(all, result)
	}
	var rows []Row
	for _, s := range shownFields(all) {
		row := Row{Field: s.name}
		for _, c := range all {
			row.Values = append(row.Values, s.text(c))
		}
		if slices.ContainsFunc(row.Values, func(text string) bool { return text != "" }) {
			rows = append(rows, row)
		}
	}
	return rows
}

func clean(texts []string) []string {
	list := make([]string, len(texts))
	for i, text := range texts {
		list[i] = cell(text)
	}
	return list
}

// cell writes a value on one line and cannot steer a terminal.
func cell(text string) string {
	if text == "" {
		return "-"
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return ' '
		}
		return r
	}, text)
}
