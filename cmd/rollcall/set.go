package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
	"rollcall/store/customer"
)

func setCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "set",
		Usage:     "change a customer by hand",
		ArgsUsage: "ID FIELD=VALUE...   (FIELD= clears)",
		Description: "Values pass the checks of an import: what it would reject is refused, what it would warn of\n" +
			"is taken with a warning. Dates are written yyyy-MM-dd, lists as JSON; all values are changed, or none.",
		Flags: []cli.Flag{
			&cli.Int64Flag{Name: "version", Usage: "only when the customer stands at this version"},
			&cli.StringFlag{Name: "region", Value: "US", Usage: "of a phone number without a country code, and of 1.234"},
		},
		Action: func(c *cli.Context) error {
			if c.NArg() < 2 {
				return usagef("set needs an ID and at least one FIELD=VALUE")
			}
			ref, err := customer.ParseRef(c.Args().First())
			if err != nil {
				return usageError{err}
			}
			edits, err := edits(c.Args().Tail())
			if err != nil {
				return err
			}
			return env.writing(c.Context, "set", func(s store.Store) error {
				now, err := resolve(c.Context, s, ref, store.Include{})
				if err != nil {
					return err
				}
				if v := c.Int64("version"); v != 0 && v != now.Version {
					return fmt.Errorf("the customer stands at version %d, not %d: %w", now.Version, v, store.ErrStale)
				}
				next, err := env.session(s, "").Set(c.Context, now, pipeline.Edits{Values: edits, Region: c.String("region"), Warn: func(text string) { env.note("%s", text) }})
				if err != nil {
					return err
				}
				return env.objects([]*customer.Customer{next}, func(w io.Writer) {
					fmt.Fprintf(w, "customer %d stands at version %d\n", next.ID, next.Version)
				})
			})
		},
	}
}

// edits reads FIELD=VALUE arguments.
func edits(args []string) ([]pipeline.Edit, error) {
	list := make([]pipeline.Edit, len(args))
	for i, text := range args {
		field, value, ok := strings.Cut(text, "=")
		if !ok {
			return nil, usagef("%q: write FIELD=VALUE, or FIELD= to clear", field)
		}
		path, err := customer.ParsePath(field)
		if err != nil {
			return nil, suggesting(err, field)
		}
		if core := customer.CoreNamed(path.Field); core != nil && (core.Derived || field == "externalCustomerImportId" || field == "obfuscated") {
			return nil, usagef("%s is kept by the store and cannot be set", field)
		}
		if slices.ContainsFunc(list[:i], func(e pipeline.Edit) bool { return e.Path == path }) {
			return nil, usagef("%s is given twice", field)
		}
		list[i] = pipeline.Edit{Path: path, Text: value}
	}
	return list, nil
}

func noteCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "note",
		Usage:     "add a note to a customer's activity history",
		ArgsUsage: "ID TEXT",
		Action: func(c *cli.Context) error {
			if c.NArg() != 2 || strings.TrimSpace(c.Args().Get(1)) == "" {
				return usagef("note needs an ID and a text")
			}
			ref, err := customer.ParseRef(c.Args().First())
			if err != nil {
				return usageError{err}
			}
			return env.writing(c.Context, "note", func(s store.Store) error {
				now, err := resolve(c.Context, s, ref, store.Include{})
				if err != nil {
					return err
				}
				id, err := env.session(s, "").Note(c.Context, now, env.user, c.Args().Get(1))
				if err != nil {
					return err
				}
				return env.print(map[string]string{"note": id}, func(w io.Writer) { fmt.Fprintf(w, "note %s added to customer %d\n", id, now.ID) })
			})
		},
	}
}
