package importer

import (
	"rollcall/importer/mapping"
	"rollcall/importer/row"
)

// Code documents one code of the error report.
type Code = mapping.Code

// structure are the codes about a record's structure, ownCodes those about who
// a row means and what a customer needs.
var (
	structure = []Code{
		{Name: row.RaggedRow, Cause: "the record has more or fewer cells than the header", Remedy: "add the missing cells, and quote cells that hold delimiters or line breaks"},
		{Name: row.BrokenQuote, Cause: "a quoted cell is not closed, or text follows its closing quote", Remedy: "double the quotes inside it; the record is in rejects.raw"},
		{Name: row.NotText, Cause: "the record holds bytes that are no text in the file's encoding", Remedy: "export the file again as UTF-8, or set csv.encoding"},
		{Name: row.RecordTooLong, Cause: "the record is longer than 64 MB", Remedy: "look for a quote that never closes"},
		{Name: row.NotJSON, Cause: "the line is not a JSON object", Remedy: "write one object per line"},
		{Name: row.UnknownKey, Cause: "the object has a key that the records at the start of the file do not have", Remedy: "put a record with all keys first"},
		{Name: row.ExtraEmptyCells, Cause: "the record has empty cells beyond the header (warning)", Remedy: "nothing is lost; trim the export"},
		{Name: row.QuoteSpansRecords, Cause: "a quoted cell holds lines that look like records (warning)", Remedy: "look for a quote that was opened by mistake"},
	}
	ownCodes = []Code{
		{Name: codeMissingKey, Cause: "the row has no value in any key column", Remedy: "fill the key, or set key: content in the mapping"},
		{Name: codeMissingName, Cause: "a new customer has neither first and last name nor an organisation", Remedy: "fill them, or set require in the mapping"},
		{Name: codeMissingContact, Cause: "a new customer has no email, phone or address", Remedy: "fill one, or set require in the mapping"},
		{Name: codeIDOnCreate, Cause: "mode create, and the row carries id, customerId or externalCustomerId", Remedy: "leave the column out, or use mode upsert"},
		{Name: codeExists, Cause: "mode create, and a customer with this key exists", Remedy: "use mode upsert"},
		{Name: codeUnknown, Cause: "the row names a customer by id or customerId that does not exist, or mode update found none", Remedy: "correct the key, or use mode upsert"},
		{Name: codeIdentity, Cause: "the row's keys name different customers", Remedy: "merge them first, or correct the keys"},
		{Name: codeSource, Cause: "the import id was last received from another customerSource", Remedy: "set customerSource in the mapping, or id_prefix to keep the sources apart"},
		{Name: codeObfuscated, Cause: "the customer's personal data were removed on request, here or where the file was written", Remedy: "take the row out of the file"},
		{Name: codeStale, Cause: "the row carries the version it was exported with, would change something, and the customer has changed since", Remedy: "export again and repeat the edit there; nothing was overwritten"},
		{Name: codeRepeatedKey, Cause: "an earlier row of the file has the same key and other content (warning)", Remedy: "keep one of them; both were applied in file order"},
		{Name: codeImportIDKept, Cause: "the customer was found by another key than its import id (warning)", Remedy: "none needed: it keeps its import id"},
		{Name: codeNoCardholder, Cause: "a membership's cardholder names no known customer (warning)", Remedy: "import the customers first, or correct the cardholder's import id"},
		{Name: codeNoOwner, Cause: "the related record names no known customer", Remedy: "import the customers first"},
	}
)

// Codes lists every code of the error report, in the order of the
// documentation.
func Codes() []Code {
	list := append([]Code{}, structure...)
	list = append(list, ownCodes...)
	list = append(list, mapping.Codes...)
	seen := map[string]bool{}
	unique := list[:0]
	for _, c := range list {
		if !seen[c.Name] {
			seen[c.Name] = true
			unique = append(unique, c)
		}
	}
	return unique
}
