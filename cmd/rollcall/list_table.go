package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/exporter"
	"rollcall/store"
	"rollcall/store/customer"
)

// shape is which columns a table of customers has.
type shape struct {
	titles  []string
	only    []string      // what is read of the customers
	include store.Include // and beside them
	cells   func(*customer.Customer) []string
}

// usual is the table of a list that was asked for no columns.
var usual = shape{
	titles: []string{"ID", "IMPORT ID", "NAME", "EMAIL", "PHONE"},
	only:   []string{"externalCustomerImportId", "title", "firstName", "middleName", "lastName", "suffix", "orgName", "email", "phoneNumber"},
	cells: func(c *customer.Customer) []string {
		return []string{customer.FormatID(c.ID), c.ImportID, displayName(c), c.Email, c.PhoneNumber}
	},
}

// shapeOf reads --columns.
func shapeOf(c *cli.Context, env *environment) (shape, error) {
	spec := c.String("columns")
	switch {
	case spec == "":
		return usual, nil
	case env.json:
		return usual, usagef("--columns is for the table: --json writes whole customers, and --include adds to them")
	}
	columns, err := exporter.ParseColumns(spec)
	if err != nil {
		return usual, fmt.Errorf("%w: %w", pipeline.ErrUsage, err)
	}
	asked := shape{only: exporter.Reads(columns...), include: store.Everything, cells: func(c *customer.Customer) []string {
		cells := make([]string, len(columns))
		for i := range columns {
			cells[i] = columns[i].Cell(c).Text
		}
		return cells
	}}
	for _, column := range columns {
		asked.titles = append(asked.titles, column.Title)
	}
	return asked, nil
}

func (l listing) table(ctx context.Context, s store.Store, q store.Query) error {
	q.Only, q.Include = l.shape.only, l.shape.include
	t := newTable(l.env.stdout, l.shape.titles...)
	shown := int64(0)
	for c, err := range s.List(ctx, q) {
		if err != nil {
			return err
		}
		t.row(l.shape.cells(c)...)
		shown++
	}
	if err := t.flush(); err != nil {
		return err
	}
	l.shown(shown)
	_, err := fmt.Fprintf(l.env.stdout, "%d of %s\n", shown, counted(l.total, "customer"))
	return err
}

// displayName is how a customer is called in a table.
func displayName(c *customer.Customer) string {
	name := strings.Join(strings.Fields(strings.Join([]string{c.Title, c.FirstName, c.MiddleName, c.LastName, c.Suffix}, " ")), " ")
	if name == "" {
		return c.OrgName
	}
	if c.OrgName != "" {
		return name + " (" + c.OrgName + ")"
	}
	return name
}
