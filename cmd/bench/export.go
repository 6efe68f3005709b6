package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"

	"rollcall/store/postgres/pgtest"
)

// runExport measures exports from PostgreSQL through the built program against
// psql's \copy of the same columns.
func runExport(ctx context.Context, args []string, out io.Writer) error {
	o := loadOptions{store: "postgres"}
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	flags.IntVar(&o.rows, "rows", 1_000_000, "customers")
	flags.StringVar(&o.server, "server", "", "URL of a PostgreSQL server whose user may create databases (default one of its own, without fsync)")
	if err := parse(flags, args); err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "rollcall-export-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	o.dir = dir
	db, stop, err := o.filled(ctx)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintf(out, line, fmt.Sprintf("PostgreSQL, %d cores", runtime.NumCPU()), "ROWS", "SECONDS", "CPU", "ROWS/S", "RATIO", "BAR", "PEAK MEMORY")
	for _, c := range exportCases {
		if err := o.exported(ctx, c, db, out); err != nil {
			return err
		}
	}
	return nil
}

// filled starts a server, unless there is one, and loads the customers into a
// database of it.
func (o *loadOptions) filled(ctx context.Context) (db string, stop func(), err error) {
	if err := o.prepare(ctx); err != nil {
		return "", nil, err
	}
	stopServer := func() {}
	if o.server == "" {
		if o.server, stopServer, err = pgtest.Start(); err != nil {
			return "", nil, err
		}
	}
	db, drop, err := pgtest.Database(o.server)
	if err == nil {
		_, err = o.own(ctx, job{name: "load", file: loadFile, mapping: loadMap, db: db})
	}
	if err != nil {
		stopServer()
		return "", nil, err
	}
	return db, func() { drop(); stopServer() }, nil
}

// exportCase is one list of columns, as psql and as rollcall are asked for it.
type exportCase struct {
	name         string
	sql, columns string
	files        []string // of ours: the first is held against the floor
}

var exportCases = []exportCase{
	{
		name:    "11 columns",
		sql:     "import_id, source, first_name, middle_name, last_name, suffix, org_name, email, phone_number, customer_id, deceased",
		columns: "externalCustomerImportId,customerSource,firstName,middleName,lastName,suffix,orgName,email,phoneNumber,customerId,deceased",
		files:   []string{"out.csv", "out.csv.gz"},
	},
	{
		name: "15 columns as imported",
		sql: "import_id, first_name, middle_name, last_name, suffix, org_name, email, phone_number, doc->'a'->0->>'streetAddress1', doc->'a'->0->>'city', " +
			"doc->'a'->0->>'state', doc->'a'->0->>'zipCode', doc->'a'->0->>'country', doc->'f'->'date_of_birth'->>'v', doc->>'c'",
		columns: "externalCustomerImportId,firstName,middleName,lastName,suffix,orgName,email,phoneNumber,address[primary].streetAddress1,address[primary].city," +
			"address[primary].state,address[primary].zipCode,address[primary].country,fields.date_of_birth,solicitationCodes",
		files: []string{"out.csv", "out.jsonl", "out.xlsx"},
	},
}

// exported measures one list of columns, the floor first.
func (o *loadOptions) exported(ctx context.Context, c exportCase, db string, out io.Writer) error {
	copied := `\copy (SELECT ` + c.sql + ` FROM customers WHERE merged_into = 0) TO floor.csv CSV HEADER`
	floor, err := o.timed(exec.CommandContext(ctx, "psql", "-X", "-q", "-d", db, "-c", copied), `psql \copy, `+c.name)
	if err != nil {
		return err
	}
	floor.print(out)
	for i, file := range c.files {
		args := []string{"export", file, "--columns", c.columns, "--db", db, "--quiet"}
		ours, err := o.timed(exec.CommandContext(ctx, filepath.Join(o.dir, "rollcall"), args...), "rollcall "+file)
		if err != nil {
			return err
		}
		ours.ratio = ours.times(floor)
		if i == 0 {
			ours.bar = ">= 0.5x"
		}
		ours.print(out)
	}
	return nil
}
