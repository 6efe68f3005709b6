package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"rollcall/dedupe/merge"
	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// maxShown is how many characters of a value a cell shows.
const maxShown = 2000

// painter writes clusters as rows, every second one on a ground of its own.
type painter struct {
	sheet  *sheet.Sheet
	layout layout
	band   bool
	lists  int
}

// maxLists is how many drop-downs a sheet may have before spreadsheets refuse
// it; further cells are filled in by hand.
const maxLists = 60000

// waiting writes a cluster to decide about: a row per member, survivor first.
func (p *painter) waiting(w Waiting) error {
	first := p.sheet.Row() + 1
	fingerprint := Fingerprint(w)
	members := w.Plan.Members()
	for i, c := range members {
		cells := []sheet.Cell{p.plain(w.Cluster.ID), {Text: "1", Mark: sheet.Input}, {Mark: sheet.Input}, p.plain("")}
		cells[3] = p.plain(reason(w.Reasons, i, len(members)))
		cells = append(cells, p.identity(w, c)...)
		for _, f := range p.layout.fields {
			cells = append(cells, p.value(w, c, f))
			if p.layout.chosen(f) {
				cells = append(cells, p.input(differs(w, f)))
			}
		}
		cells = append(cells, p.input(true), p.input(true), sheet.Cell{Text: fingerprint, Mark: sheet.Muted})
		if err := p.sheet.Append(cells...); err != nil {
			return err
		}
	}
	p.band = !p.band
	return p.offer(w, first, first+len(members)-1)
}

// reason is what row i of rows says of why the cluster waits: a reason a row,
// the last row all that are left.
func reason(list []string, i, rows int) string {
	if i >= len(list) {
		return ""
	}
	last := i + 1
	if last == rows {
		last = len(list)
	}
	var texts []string
	for _, reason := range list[i:last] {
		texts = append(texts, merge.ReasonText(reason))
	}
	return strings.Join(texts, "; ")
}

// shown are the cells of shownColumns.
func (p *painter) shown(w Waiting, c *customer.Customer) []sheet.Cell {
	cells := p.identity(w, c)
	for _, f := range p.layout.fields {
		cells = append(cells, p.value(w, c, f))
	}
	return cells
}

// identity are the cells of identityColumns.
func (p *painter) identity(w Waiting, c *customer.Customer) []sheet.Cell {
	return []sheet.Cell{
		p.plain(strconv.FormatFloat(w.Cluster.WeakestLink, 'f', 4, 64)),
		p.plain(customer.FormatID(c.ID)), p.plain(c.ImportID), p.plain(c.Source), p.plain(day(c.UpdatedOn)), p.plain(related(c)),
	}
}

// value is what a member has in a field. Values that differ are amber, the ones
// that a merge would take green.
func (p *painter) value(w Waiting, c *customer.Customer, f merge.Field) sheet.Cell {
	cell := p.plain(clip(f.Text(c)))
	if differs(w, f) && cell.Text != "" {
		cell.Mark = sheet.Differs
		if f.Text(c) == f.Text(w.Plan.Result) {
			cell.Mark = sheet.Chosen
		}
	}
	return cell
}

func (p *painter) plain(text string) sheet.Cell {
	if p.band {
		return sheet.Cell{Text: text, Mark: sheet.Band}
	}
	return sheet.Cell{Text: text}
}

func (p *painter) input(open bool) sheet.Cell {
	if open {
		return sheet.Cell{Mark: sheet.Input}
	}
	return p.plain("")
}

// offer adds the drop-downs of chosen values: the members' own, taken from
// their cells.
func (p *painter) offer(w Waiting, first, last int) error {
	at := 3 + len(identityColumns()) // the column before the first field
	for _, f := range p.layout.fields {
		at++
		if !p.layout.chosen(f) {
			continue
		}
		at++
		if !differs(w, f) || p.lists == maxLists || tooLong(w, f) {
			continue
		}
		d := sheet.DropDown{Column: at, First: first, Last: last, Source: sheet.Source{Column: at - 1, First: first, Last: last}}
		if f.Name() == "deceased" {
			d.List = []string{"true", "false"}
		}
		if err := p.sheet.DropDown(d); err != nil {
			return err
		}
		p.lists++
	}
	return nil
}

func tooLong(w Waiting, f merge.Field) bool {
	return slices.ContainsFunc(w.Plan.Members(), func(c *customer.Customer) bool { return clip(f.Text(c)) != f.Text(c) })
}

// clip shortens what no cell can show, visibly.
func clip(text string) string {
	n := utf8.RuneCountInString(text)
	if n <= maxShown {
		return text
	}
	return fmt.Sprintf("%s… (%d characters)", string([]rune(text)[:maxShown]), n)
}

func related(c *customer.Customer) string {
	moves := make([]customer.Move, len(c.Related))
	for i, r := range c.Related {
		moves[i].Kind = r.Kind
	}
	return merge.Moving(moves)
}

func day(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.DateOnly)
}
