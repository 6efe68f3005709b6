package workbook

import (
	"fmt"
	"slices"

	"rollcall/dedupe/merge"
	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// CreatePreview writes one planned merge as a workbook: the customers side by
// side with the result and the rule behind each value, and what moves.
func CreatePreview(path string, plan *merge.Plan) error {
	book, err := sheet.Create(path)
	if err != nil {
		return err
	}
	defer book.Discard()
	if err := sideBySide(book, plan); err != nil {
		return err
	}
	if err := movesOf(book, plan); err != nil {
		return err
	}
	return book.Close()
}

func sideBySide(book *sheet.Book, plan *merge.Plan) error {
	members := plan.Members()
	columns := []sheet.Column{{Title: "field", Width: 22}}
	for i, c := range members {
		role := "secondary"
		if i == 0 {
			role = "survivor"
		}
		columns = append(columns, sheet.Column{Title: fmt.Sprintf("%s %d", role, c.ID), Width: 30})
	}
	columns = append(columns, sheet.Column{Title: "result", Width: 30}, sheet.Column{Title: "rule", Width: 16},
		sheet.Column{Title: "reason", Width: 40}, sheet.Column{Title: "waits for a person", Width: 18})
	s, err := book.Sheet(sheet.Spec{Name: "Preview", Columns: columns, Freeze: 1})
	if err != nil {
		return err
	}
	for _, row := range merge.Rows(members, plan.Result) {
		if err := s.Append(previewCells(plan, row)...); err != nil {
			return err
		}
	}
	return nil
}

// previewCells writes a field; where the customers disagree, the values that are
// not taken are amber.
func previewCells(plan *merge.Plan, row merge.Row) []sheet.Cell {
	cells := []sheet.Cell{{Text: row.Field}}
	result := row.Values[len(row.Values)-1]
	conflict := slices.IndexFunc(plan.Conflicts, func(c merge.Conflict) bool { return c.Field == row.Field })
	for _, text := range row.Values {
		cell := sheet.Cell{Text: clip(text)}
		if conflict >= 0 && text != "" {
			cell.Mark = sheet.Differs
			if text == result {
				cell.Mark = sheet.Chosen
			}
		}
		cells = append(cells, cell)
	}
	if conflict >= 0 {
		c := plan.Conflicts[conflict]
		waits := sheet.Cell{}
		if c.Blocking {
			waits = sheet.Cell{Text: "yes", Mark: sheet.Bad}
		}
		return append(cells, sheet.Cell{Text: string(c.Rule)}, sheet.Cell{Text: c.Reason}, waits)
	}
	if i := slices.IndexFunc(plan.Choices, func(c customer.Choice) bool { return c.Field == row.Field }); i >= 0 {
		cells = append(cells, sheet.Cell{Text: plan.Choices[i].Rule}, sheet.Cell{Text: plan.Choices[i].Reason})
	}
	return cells
}

func movesOf(book *sheet.Book, plan *merge.Plan) error {
	s, err := book.Sheet(sheet.Spec{Name: "Moves", Columns: []sheet.Column{{Title: "kind", Width: 16}, {Title: "record", Width: 24},
		{Title: "from", Width: 14}, {Title: "to", Width: 14}, {Title: "says the same as", Width: 40}}})
	if err != nil {
		return err
	}
	for _, m := range plan.Moves {
		if err := s.Append(sheet.Cell{Text: string(m.Kind)}, sheet.Cell{Text: m.ID}, sheet.Cell{Text: customer.FormatID(m.From)},
			sheet.Cell{Text: customer.FormatID(m.To)}, sheet.Cell{Text: twins(plan, m)}); err != nil {
			return err
		}
	}
	return nil
}

// twins names the other records that say the same as a moved one.
func twins(plan *merge.Plan, m customer.Move) string {
	for _, c := range plan.Collisions {
		i := slices.Index(c.Records, merge.Held{ID: m.ID, Customer: m.From})
		if c.Kind != m.Kind || i < 0 {
			continue
		}
		text := ""
		for k, other := range c.Records {
			if k != i {
				text += fmt.Sprintf("%s (of %d) ", other.ID, other.Customer)
			}
		}
		return text + "- all are kept"
	}
	return ""
}
