package main

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"rollcall/.ci/long/internal/ground"
)

// cell is what LibreOffice made of a cell.
type cell struct{ text, formula string }

// cells converts a file to LibreOffice's own flat XML and returns the cells of
// its first sheet.
func (p *proof) cells(file, filter string) ([][]cell, error) {
	args := []string{"--headless", "--norestore", "-env:UserInstallation=file://" + p.Path("profile"), "--convert-to", "fods", "--outdir", p.Dir, p.Path(file)}
	if filter != "" {
		args = append([]string{filter}, args...)
	}
	if err := ground.Run(p.Dir, "soffice", args...); err != nil {
		return nil, err
	}
	out, err := os.Open(p.Path(strings.TrimSuffix(file, filepath.Ext(file)) + ".fods"))
	if err != nil {
		return nil, err
	}
	defer out.Close()
	return readFlat(xml.NewDecoder(out))
}

// flat reads the tables of a flat OpenDocument file.
type flat struct {
	rows    [][]cell
	current *cell
	repeat  int
	lines   int
}

func readFlat(d *xml.Decoder) ([][]cell, error) {
	var f flat
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return f.rows, nil
		}
		if err != nil {
			return nil, err
		}
		switch t := token.(type) {
		case xml.StartElement:
			f.start(t)
		case xml.CharData:
			if f.current != nil && f.lines > 0 {
				f.current.text += string(t)
			}
		case xml.EndElement:
			f.end(t.Name.Local)
		}
	}
}

func (f *flat) start(t xml.StartElement) {
	switch t.Name.Local {
	case "table-row":
		f.rows = append(f.rows, nil)
	case "table-cell":
		f.current, f.lines = &cell{formula: attribute(t, "formula")}, 0
		f.repeat, _ = strconv.Atoi(attribute(t, "number-columns-repeated"))
	case "p":
		if f.current != nil {
			if f.lines++; f.lines > 1 {
				f.current.text += "\n"
			}
		}
	case "s":
		if f.current != nil {
			n, _ := strconv.Atoi(attribute(t, "c"))
			f.current.text += strings.Repeat(" ", max(n, 1))
		}
	case "tab":
		if f.current != nil {
			f.current.text += "\t"
		}
	case "line-break":
		if f.current != nil {
			f.current.text += "\n"
		}
	}
}

func (f *flat) end(name string) {
	if name != "table-cell" || f.current == nil {
		return
	}
	last := len(f.rows) - 1
	for range min(max(f.repeat, 1), 50) {
		f.rows[last] = append(f.rows[last], *f.current)
	}
	f.current = nil
}

func attribute(t xml.StartElement, name string) string {
	for _, a := range t.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// visible leaves out of a text what LibreOffice does not keep when it writes its
// own format: how lines end, and tabs, which it may show as spaces.
func visible(text string) string {
	return strings.Join(strings.Fields(text), " ")
}
