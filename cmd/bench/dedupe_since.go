package main

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	"rollcall/samples/generate"
)

// changedFile holds one customer in a hundred, with another contact.
const changedFile = "changed.csv"

// oneIn is in how many customers one changes.
const oneIn = 100

// since measures the search of what changed in the store that was just searched: one
// customer in a hundred comes with another email and phone number.
func (o *dedupeOptions) since(ctx context.Context) error {
	if err := o.changes(); err != nil {
		return err
	}
	if _, err := o.load.own(ctx, trial{name: "import of changes", file: changedFile, mapping: loadMap, db: dedupeCopy}); err != nil {
		return err
	}
	return o.search(ctx, "rollcall, 1 % changed, --since last", "--since", "last")
}

// changes writes changedFile.
func (o *dedupeOptions) changes() error {
	from, err := os.Open(filepath.Join(o.load.dir, loadFile))
	if err != nil {
		return err
	}
	defer from.Close()
	to, err := os.Create(filepath.Join(o.load.dir, changedFile))
	if err != nil {
		return err
	}
	in, out := csv.NewReader(from), csv.NewWriter(to)
	email, phone := slices.Index(generate.Columns, "email"), slices.Index(generate.Columns, "phone")
	for n := 0; ; n++ {
		cells, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(err, to.Close())
		}
		if n%oneIn == 1 {
			cells = slices.Clone(cells)
			cells[email], cells[phone] = "changed"+strconv.Itoa(n)+"@mail.example", "(212) 555-"+strconv.Itoa(1000+n/oneIn%9000)
		}
		if n == 0 || n%oneIn == 1 {
			if err := out.Write(cells); err != nil {
				return errors.Join(err, to.Close())
			}
		}
	}
	out.Flush()
	return errors.Join(out.Error(), to.Close())
}
