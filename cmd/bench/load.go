package main

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"rollcall/samples/generate"
)

// loadOptions say what is measured.
type loadOptions struct {
	rows, sheetRows int
	store           string // sqlite, postgres, both or none
	random          bool   // a load in random key order too
	server          string // URL of a PostgreSQL server; "": one of its own
	dir             string // of everything that is made
}

// runLoad measures imports through the built program against what the
// databases' own programs take for the same columns, in one run, because only
// ratios of one run can be trusted.
func runLoad(ctx context.Context, args []string, out io.Writer) error {
	var o loadOptions
	flags := flag.NewFlagSet("load", flag.ContinueOnError)
	flags.IntVar(&o.rows, "rows", 1_000_000, "rows of 15 columns")
	flags.IntVar(&o.sheetRows, "sheet-rows", 200_000, "rows of the workbooks; 0: none")
	flags.StringVar(&o.store, "store", "both", "sqlite, postgres, both or none")
	flags.BoolVar(&o.random, "random", false, "import in random key order too")
	serverFlag(flags, &o.server)
	if err := parse(flags, args); err != nil {
		return err
	}
	if !slices.Contains([]string{"sqlite", "postgres", "both", "none"}, o.store) {
		fmt.Fprintln(flags.Output(), "--store takes sqlite, postgres, both or none")
		return errUsage
	}
	return inFolder(flags.Name(), &o.dir, func() error { return o.run(ctx, out) })
}

func (o *loadOptions) run(ctx context.Context, out io.Writer) error {
	if err := o.prepare(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, line, fmt.Sprintf("15 columns, %d cores", runtime.NumCPU()), "ROWS", "SECONDS", "CPU", "ROWS/S", "RATIO", "BAR", "PEAK MEMORY")
	for _, part := range []struct {
		wanted bool
		run    func(context.Context) ([]figure, error)
	}{
		{o.store == "sqlite" || o.store == "both", o.sqlite},
		{o.store == "postgres" || o.store == "both", o.postgres},
		{o.sheetRows > 0, o.sheets},
	} {
		if !part.wanted {
			continue
		}
		figures, err := part.run(ctx)
		for _, f := range figures {
			f.print(out)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// line is the layout of the table.
const line = "%-30s %8s %8s %8s %9s  %-22s %-10s %s\n"

// figure is one line of the table. Ratio and bar are texts, because a floor
// has neither.
type figure struct {
	name       string
	rows       int
	took       time.Duration
	cpu        time.Duration // of the program, without a server; 0: not measured
	ratio, bar string
	peak       int64 // bytes of resident memory; 0: not measured
}

// rate is the rows a second.
func (f figure) rate() float64 { return float64(f.rows) / f.took.Seconds() }

func (f figure) print(out io.Writer) {
	peak, cpu := "", ""
	if f.peak > 0 {
		peak = fmt.Sprintf("%d MB", f.peak>>20)
	}
	if f.cpu > 0 {
		cpu = fmt.Sprintf("%.2f", f.cpu.Seconds())
	}
	fmt.Fprintf(out, line, f.name, fmt.Sprint(f.rows), fmt.Sprintf("%.2f", f.took.Seconds()), cpu, fmt.Sprintf("%.0f", f.rate()), f.ratio, f.bar, peak)
}

// times writes how many times as fast as other the figure is.
func (f figure) times(other figure) string { return fmt.Sprintf("%.2fx", f.rate()/other.rate()) }

// The files of a measurement.
const (
	loadFile   = "customers.csv"
	randomFile = "random.csv"
	loadMap    = "bench.mapping.yaml"
	sheetMap   = "sheet.mapping.yaml"
)

// prepare builds the program and writes the rows, in ascending key order and,
// if asked, in a random one.
func (o *loadOptions) prepare(ctx context.Context) error {
	if err := buildProgram(ctx, o.dir); err != nil {
		return err
	}
	anyFormat := bytes.Replace(mapping, []byte("format: csv\n"), nil, 1)
	if err := os.WriteFile(filepath.Join(o.dir, sheetMap), anyFormat, 0o600); err != nil || o.store == "none" {
		return err
	}
	g, err := generate.New(generate.Options{Seed: 1, Customers: o.rows, Duplicates: 0.2, Noise: 1})
	if err != nil {
		return err
	}
	if err := writeDataset(ctx, g, o.dir); err != nil || !o.random {
		return err
	}
	file, err := createCSV(filepath.Join(o.dir, randomFile), generate.Columns)
	if err != nil {
		return err
	}
	defer file.file.Close()
	var cells []string
	for _, i := range rand.New(rand.NewPCG(1, 1)).Perm(o.rows) {
		row := g.Row(i)
		cells = row.Cells(cells[:0])
		if err := file.Write(cells); err != nil {
			return err
		}
	}
	return file.close()
}
