package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/urfave/cli/v2"

	"rollcall/store"
	"rollcall/store/customer"
)

func getCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "get",
		Usage:     "show one customer",
		ArgsUsage: "ID   (digits, customer:X or import:X)",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "import-id", Usage: "the customer with this import id"},
			&cli.StringFlag{Name: "include", Usage: "address, attributes, fields, notes, memberships, cards, orders, subscriptions, integrations, stats, mergeHistory, history"},
		},
		Action: func(c *cli.Context) error {
			ref, err := oneRef(c)
			if err != nil {
				return err
			}
			show, err := parseInclude(c.String("include"), "mergeHistory", "history")
			if err != nil {
				return err
			}
			return env.reading(c.Context, func(s store.Store) error {
				found, err := resolve(c.Context, s, ref, show.include())
				if err != nil {
					return err
				}
				return env.showOne(c.Context, s, found, show)
			})
		},
	}
}

// oneRef reads the customer that a command is about.
func oneRef(c *cli.Context) (customer.Ref, error) {
	if id := c.String("import-id"); id != "" {
		if c.Args().Present() {
			return customer.Ref{}, usagef("give an ID or --import-id, not both")
		}
		return customer.Ref{Kind: customer.ByImportID, Text: id}, nil
	}
	if !c.Args().Present() {
		return customer.Ref{}, usagef("which customer? give digits (id), customer:X or import:X")
	}
	ref, err := customer.ParseRef(c.Args().First())
	if err != nil {
		return ref, usageError{err}
	}
	return ref, nil
}

// resolve loads the customer that a reference stands for today.
func resolve(ctx context.Context, s store.Customers, ref customer.Ref, in store.Include) (*customer.Customer, error) {
	list, err := resolveAll(ctx, s, []customer.Ref{ref}, in)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// resolveAll loads the customers that references stand for today, in order.
func resolveAll(ctx context.Context, s store.Customers, refs []customer.Ref, in store.Include) ([]*customer.Customer, error) {
	hits, err := hitsOf(ctx, s, refs)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(refs))
	for i, h := range hits {
		ids[i] = h.Survivor
	}
	return s.Load(ctx, ids, in)
}

func (e *environment) showOne(ctx context.Context, s store.Store, c *customer.Customer, show expansions) error {
	var history []customer.Change
	if show["history"] {
		for change, err := range s.Journal(ctx, store.JournalQuery{Customers: []int64{c.ID}}) {
			if err != nil {
				return err
			}
			history = append(history, change)
		}
	}
	c = show.trim(c)
	if e.json && show["history"] {
		return e.print(withHistory(c, history), nil)
	}
	return e.objects([]*customer.Customer{c}, func(w io.Writer) { describe(w, c, history) })
}

// withHistory is get's document with the journal beside the object.
func withHistory(c *customer.Customer, history []customer.Change) any {
	created := customer.Change{Customer: c.ID, Version: 1, Op: "create", On: c.CreatedOn, By: c.CreatedBy}
	return map[string]any{"payload": map[string]any{
		"list":       []*customer.Customer{c},
		"history":    append([]customer.Change{created}, history...),
		"pagination": map[string]int{"page": 1, "pageSize": 1, "total": 1},
	}}
}

// describe writes one customer for people: a line per value.
func describe(w io.Writer, c *customer.Customer, history []customer.Change) {
	t := newTable(w, "FIELD", "VALUE")
	for i := range customer.CoreFields {
		f := &customer.CoreFields[i]
		if v := f.Get(c); v != "" && (!f.Bool || v == "true") {
			t.row(f.Name, v)
		}
	}
	if len(c.SolicitationCodes) > 0 {
		t.row("solicitationCodes", strings.Join(c.SolicitationCodes, "; "))
	}
	for i := range c.Address {
		for _, part := range customer.AddressParts {
			if v := c.Address[i].Part(part); v != "" {
				t.row(fmt.Sprintf("address[%d].%s", i+1, part), v)
			}
		}
	}
	for i := range c.Attributes {
		a := &c.Attributes[i]
		t.row("attributes["+a.Category+"]", strings.TrimSpace(a.Description+" "+a.Notes+" "+a.Date))
	}
	for _, name := range c.FieldNames() {
		t.row("fields."+name, c.Fields[name].Text)
	}
	for i := range c.Related {
		t.row(string(c.Related[i].Kind), string(c.Related[i].JSON()))
	}
	if c.Stats != nil {
		t.row("orders", fmt.Sprintf("%d, worth %s in all", c.Stats.Orders, c.Stats.LifetimeValue))
		t.row("active subscriptions", fmt.Sprint(c.Stats.ActiveSubscriptions))
		t.row("last activity", c.Stats.LastActivity)
	}
	for _, m := range c.MergeHistory {
		t.row("merge", describeMerge(m))
	}
	_ = t.flush()
	for _, change := range history {
		fmt.Fprintf(w, "%s  version %d  %s by %s  run %s\n", customer.FormatTime(change.On), change.Version, change.Op, change.By, change.RunID)
		for _, f := range change.Fields {
			fmt.Fprintf(w, "    %s: %q -> %q\n", f.Field, f.Before, f.After)
		}
	}
}

func describeMerge(m customer.Merge) string {
	ids := make([]string, len(m.Secondaries))
	for i, id := range m.Secondaries {
		ids[i] = customer.FormatID(id)
	}
	text := fmt.Sprintf("%d: took in %s on %s, run %s", m.ID, strings.Join(ids, ", "), customer.FormatTime(m.On), m.RunID)
	if !m.UndoneOn.IsZero() {
		text += ", undone on " + customer.FormatTime(m.UndoneOn)
	}
	return text
}
