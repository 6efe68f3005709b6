package main

import (
	"fmt"
	"io"

	"github.com/urfave/cli/v2"

	"rollcall/store"
	"rollcall/store/customer"
)

func obfuscateCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "obfuscate",
		Usage:     "remove customers' personal data for good (a privacy request)",
		ArgsUsage: "ID...   (digits, customer:X or import:X)",
		Description: "Names, contacts, addresses, custom fields, notes and whatever merges and the history remember of them are\n" +
			"removed, from the customers and from all that were merged into them. Ids, dates and amounts stay, and rows that\n" +
			"reach these customers are refused from now on. This cannot be undone. Files outside the store (inputs, exports,\n" +
			"report folders, backups) are not touched.",
		Action: func(c *cli.Context) error {
			if !c.Args().Present() {
				return usagef("which customers? give digits (id), customer:X or import:X")
			}
			refs := make([]customer.Ref, c.NArg())
			for i, text := range c.Args().Slice() {
				var err error
				if refs[i], err = customer.ParseRef(text); err != nil {
					return usageError{err}
				}
			}
			return env.writing(c.Context, "obfuscate", func(s store.Store) error {
				found, err := resolveAll(c.Context, s, refs, store.Include{})
				if err != nil {
					return err
				}
				ids := make([]int64, len(found))
				for i := range found {
					ids[i] = found[i].ID
				}
				sum, err := env.session(s, "").Obfuscate(c.Context, ids)
				if err != nil {
					return err
				}
				return env.print(sum, func(w io.Writer) {
					for _, id := range ids {
						fmt.Fprintf(w, "customer %d: personal data removed\n", id)
					}
					fmt.Fprintln(w, "Inputs, exports, report folders and backups outside the store still hold what they held: see to them too.")
				})
			})
		},
	}
}
