package exporter

import (
	"rollcall/exporter/sheet"
	"rollcall/store/customer"
)

// Survivor is the live customer that another one stands for today.
type Survivor struct {
	ID                   int64
	CustomerID, ImportID string
}

// crosswalkTitles are the columns of Crosswalk: the keys that a customer has
// had, then those of the customer that it is today.
var crosswalkTitles = []string{
	"customer_source", "old_import_id", "old_customer_id", "old_id", "old_external_customer_id", "old_external_id",
	"import_id", "customer_id", "id",
}

// CrosswalkReads are the core fields that Crosswalk looks at.
var CrosswalkReads = []string{"id", "customerSource", "externalCustomerImportId", "customerId", "externalCustomerId", "externalId", "mergedInto"}

// Crosswalk returns the table of old keys and new ones: one row a customer,
// with the keys of the customer that it stands for today, which survivor tells;
// for a live customer that is itself. Over the merged-away customers alone it
// is the table of aliases.
func Crosswalk(s Source, survivor func(*customer.Customer) Survivor) Table {
	cells := make([]Cell, len(crosswalkTitles))
	for i := range cells {
		cells[i].Kind = sheet.Text
	}
	cells[3].JSON, cells[8].JSON = true, true // ids are numbers in JSON
	t := s.table(Titles(crosswalkTitles...), func(c *customer.Customer, r *Row) error {
		now := survivor(c)
		for i, text := range [...]string{c.Source, c.ImportID, c.CustomerID, customer.FormatID(c.ID), c.ExternalCustomerID, c.ExternalID,
			now.ImportID, now.CustomerID, customer.FormatID(now.ID)} {
			cells[i].Text = text
		}
		r.Cells = cells
		return nil
	})
	t.Name = "Crosswalk"
	return t
}

// MergedInto is the column merged_into: the import id of the customer that this
// one was merged into, "" for a live customer. importID tells it for a
// merged-away customer.
func MergedInto(importID func(*customer.Customer) string) Column {
	return Column{MergedIntoTitle, MergedIntoTitle, source{"mergedInto", func(c *customer.Customer) Cell {
		if c.MergedInto == 0 {
			return Cell{Kind: sheet.Text}
		}
		return Cell{Text: importID(c), Kind: sheet.Text}
	}}}
}

// MergedIntoTitle is the title of the column MergedInto.
const MergedIntoTitle = "merged_into"
