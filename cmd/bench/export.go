package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"runtime"

	"rollcall/store/postgres/pgtest"
)

// exportOptions say what is measured.
type exportOptions struct {
	loadOptions
	db   string // URL of the store
	runs int
}

// runExport measures exports from PostgreSQL through the built program against
// psql's \copy of the same columns.
func runExport(ctx context.Context, args []string, out io.Writer) error {
	o := exportOptions{loadOptions: loadOptions{store: "postgres"}}
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	flags.IntVar(&o.rows, "rows", 1_000_000, "customers")
	serverFlag(flags, &o.server)
	flags.StringVar(&o.db, "db", "", "URL of a PostgreSQL store that is loaded already, with the default tenant alone (default a new one)")
	flags.IntVar(&o.runs, "runs", 3, "how often each is measured; the fastest counts")
	if err := parse(flags, args); err != nil {
		return err
	}
	return inFolder(flags.Name(), &o.dir, func() error { return o.run(ctx, out) })
}

func (o *exportOptions) run(ctx context.Context, out io.Writer) error {
	stop, err := o.filled(ctx)
	if err != nil {
		return err
	}
	defer stop()
	fmt.Fprintf(out, line, fmt.Sprintf("PostgreSQL, %d cores", runtime.NumCPU()), "ROWS", "SECONDS", "CPU", "ROWS/S", "RATIO", "BAR", "PEAK MEMORY")
	for _, c := range exportCases {
		if err := o.exported(ctx, c, out); err != nil {
			return err
		}
	}
	return nil
}

// filled makes the store, unless there is one: a server of its own, if needed,
// with the customers loaded.
func (o *exportOptions) filled(ctx context.Context) (stop func(), err error) {
	if o.db != "" {
		return func() {}, buildProgram(ctx, o.dir)
	}
	if err := o.prepare(ctx); err != nil {
		return nil, err
	}
	stopServer := func() {}
	if o.server == "" {
		if o.server, stopServer, err = pgtest.Start(); err != nil {
			return nil, err
		}
	}
	db, drop, err := pgtest.Database(o.server)
	if err == nil {
		_, err = o.own(ctx, trial{name: "load", file: loadFile, mapping: loadMap, db: db})
	}
	if err != nil {
		stopServer()
		return nil, err
	}
	o.db = db
	return func() { drop(); stopServer() }, nil
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
func (o *exportOptions) exported(ctx context.Context, c exportCase, out io.Writer) error {
	copied := `\copy (SELECT ` + c.sql + ` FROM customers WHERE merged_into = 0) TO floor.csv CSV HEADER`
	floor, err := o.fastest(ctx, `psql \copy, `+c.name, "psql", "-X", "-q", "-d", o.db, "-c", copied)
	if err != nil {
		return err
	}
	floor.print(out)
	for i, file := range c.files {
		ours, err := o.fastest(ctx, "rollcall "+file, filepath.Join(o.dir, "rollcall"), "export", file, "--columns", c.columns, "--db", o.db, "--quiet")
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

// fastest runs a program several times and returns the fastest run.
func (o *exportOptions) fastest(ctx context.Context, name, program string, args ...string) (best figure, err error) {
	for range max(o.runs, 1) {
		f, err := o.timed(exec.CommandContext(ctx, program, args...), name)
		if err != nil {
			return f, err
		}
		if best.took == 0 || f.took < best.took {
			best = f
		}
	}
	return best, nil
}
