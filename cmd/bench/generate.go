package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/csv"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"rollcall/samples/generate"
)

// mapping is the mapping file written beside the data: it says what each
// column is and nothing that helps to find duplicates.
//
//go:embed bench.mapping.yaml
var mapping []byte

func runGenerate(ctx context.Context, args []string, out io.Writer) error {
	var o generate.Options
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	flags.Uint64Var(&o.Seed, "seed", 1, "the same seed gives the same customers")
	flags.IntVar(&o.Customers, "customers", 100000, "rows, duplicates included")
	flags.Float64Var(&o.Duplicates, "duplicates", 0.2, "share of the rows that are duplicates, 0 to 0.9")
	flags.Float64Var(&o.Noise, "noise", 1, "how much duplicates differ: 0 not at all, 1 as usual, 3 at most")
	countries := flags.String("countries", "", "comma-separated codes, of "+strings.Join(generate.Known(), ",")+" (default all)")
	dir := flags.String("out", "", "folder to write to (required)")
	if err := parse(flags, args); err != nil {
		return err
	}
	if *dir == "" {
		fmt.Fprintln(flags.Output(), "generate needs --out DIR")
		return errUsage
	}
	if *countries != "" {
		o.Countries = strings.Split(*countries, ",")
	}
	g, err := generate.New(o)
	if err != nil {
		return err
	}
	start := time.Now()
	if err := writeDataset(ctx, g, *dir); err != nil {
		return err
	}
	seconds := time.Since(start).Seconds()
	_, err = fmt.Fprintf(out, "%d rows in %.1f s (%.0f a second): %s\n", o.Customers, seconds, float64(o.Customers)/seconds, *dir)
	return err
}

// writeDataset writes customers.csv, truth.csv and bench.mapping.yaml.
func writeDataset(ctx context.Context, g *generate.Generator, dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "bench.mapping.yaml"), mapping, 0o644); err != nil {
		return err
	}
	customers, err := createCSV(filepath.Join(dir, "customers.csv"), generate.Columns)
	if err != nil {
		return err
	}
	defer customers.file.Close()
	truth, err := createCSV(filepath.Join(dir, "truth.csv"), []string{"external_customer_import_id", "cluster"})
	if err != nil {
		return err
	}
	defer truth.file.Close()
	var cells []string
	for row := range g.Rows() {
		if err := ctx.Err(); err != nil {
			return err
		}
		cells = row.Cells(cells[:0])
		if err := customers.Write(cells); err != nil {
			return err
		}
		if err := truth.Write([]string{row.ImportID, row.Cluster}); err != nil {
			return err
		}
	}
	if err := customers.close(); err != nil {
		return err
	}
	return truth.close()
}

// csvFile is a CSV file being written.
type csvFile struct {
	*csv.Writer
	buffer *bufio.Writer
	file   *os.File
}

func createCSV(path string, header []string) (*csvFile, error) {
	file, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	buffer := bufio.NewWriterSize(file, 1<<20)
	f := &csvFile{csv.NewWriter(buffer), buffer, file}
	return f, f.Write(header)
}

// close writes what is buffered; the first error of any write comes out here.
func (f *csvFile) close() error {
	f.Flush()
	if err := f.Error(); err != nil {
		return err
	}
	if err := f.buffer.Flush(); err != nil {
		return err
	}
	return f.file.Close()
}
