// Command spreadsheet proves that no text of a customer is evaluated when an
// export is opened in a spreadsheet program: dangerous texts go through the
// built program into XLSX and into CSV with --spreadsheet-safe, LibreOffice
// opens both without a screen, and no cell may hold a formula or another text.
// Then both are imported again and must give the bytes of the plain CSV, which
// must hold the texts as they are.
//
//	go run ./.ci/long/spreadsheet
//
// It needs soffice in the path.
package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"

	"rollcall/.ci/long/internal/ground"
	"rollcall/exporter/sheet"
)

func main() {
	g, err := ground.New("spreadsheet", "rollcall")
	if err == nil {
		err = errors.Join((&proof{g}).run(), g.Remove())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Printf("%d dangerous texts: none is evaluated, all come back\n", len(texts))
}

var errDiffers = errors.New("the exports are not the same bytes")

// proof works in a folder of its own.
type proof struct{ *ground.Ground }

func (p *proof) run() error {
	for _, step := range []func() error{p.load, p.exports, p.plain, p.opened, p.back} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

func (p *proof) rollcall(args ...string) error {
	return ground.Run(p.Dir, p.Path("rollcall"), args...)
}

// load imports a customer per text, in the order of their import ids.
func (p *proof) load() error {
	var lines bytes.Buffer
	e := json.NewEncoder(&lines)
	for i, text := range texts {
		line := map[string]string{"externalCustomerImportId": fmt.Sprintf("D%03d", i), "orgName": text, "lastName": "x", "firstName": "y", "email": fmt.Sprintf("d%d@x.example", i)}
		if err := e.Encode(line); err != nil {
			return err
		}
	}
	if err := os.WriteFile(p.Path("in.jsonl"), lines.Bytes(), 0o600); err != nil {
		return err
	}
	return p.rollcall("import", "in.jsonl")
}

// columns are those of every export: the text and what makes a customer of it.
const columns = "externalCustomerImportId,orgName,firstName,lastName,email"

func (p *proof) exports() error {
	for _, args := range [][]string{{"plain.csv"}, {"book.xlsx"}, {"safe.csv", "--spreadsheet-safe"}} {
		if err := p.rollcall(append([]string{"export", "--columns", columns}, args...)...); err != nil {
			return err
		}
	}
	return nil
}

// plain checks that machines get the texts as they are.
func (p *proof) plain() error {
	data, err := os.ReadFile(p.Path("plain.csv"))
	if err != nil {
		return err
	}
	// The standard reader turns CR LF inside a cell into LF: keep them apart.
	rows, err := csv.NewReader(bytes.NewReader(bytes.ReplaceAll(data, []byte("\r"), []byte("\x02")))).ReadAll()
	if err != nil {
		return err
	}
	for i, text := range texts {
		if got := string(bytes.ReplaceAll([]byte(rows[i+1][1]), []byte("\x02"), []byte("\r"))); got != text {
			return fmt.Errorf("plain.csv: row %d: %q became %q", i+2, text, got)
		}
	}
	return nil
}

// opened opens the exports in LibreOffice and looks at every cell.
func (p *proof) opened() error {
	safe := make([]string, len(texts))
	for i, text := range texts {
		safe[i] = sheet.Safe(text)
	}
	// Comma, quote, UTF-8, numbers and dates are detected, formulas evaluated.
	csvFilter := "--infilter=CSV:44,34,76,1,,0,false,true,false,false,false,-1,true"
	for _, open := range []struct {
		file, filter string
		want         []string
	}{{"book.xlsx", "", texts}, {"safe.csv", csvFilter, safe}} {
		cells, err := p.cells(open.file, open.filter)
		if err != nil {
			return err
		}
		for i, want := range open.want {
			if got := cells[i+1][1]; got.formula != "" || visible(got.text) != visible(want) {
				return fmt.Errorf("%s: row %d: %q is shown as %q, formula %q", open.file, i+2, texts[i], got.text, got.formula)
			}
		}
	}
	return nil
}

// back imports the exports into tenants of their own: their plain exports must
// be the same bytes.
func (p *proof) back() error {
	if err := os.WriteFile(p.Path("safe.yaml"), []byte("formula_escape: true\n"), 0o600); err != nil {
		return err
	}
	want, err := os.ReadFile(p.Path("plain.csv"))
	if err != nil {
		return err
	}
	for _, args := range [][]string{{"book.xlsx"}, {"plain.csv"}, {"safe.csv", "--map", "safe.yaml"}} {
		tenant := []string{"--tenant", args[0]}
		err := errors.Join(p.rollcall(slices.Concat(tenant, []string{"import"}, args)...),
			p.rollcall(slices.Concat(tenant, []string{"export", "again.csv", "--columns", columns})...))
		if err != nil {
			return err
		}
		got, err := os.ReadFile(p.Path("again.csv"))
		if err != nil || !bytes.Equal(got, want) {
			return fmt.Errorf("%s: what was imported again differs, or cannot be read: %w", args[0], errors.Join(err, errDiffers))
		}
	}
	return nil
}
