// Package mapping writes customers in the import format of another system: a
// mapping file names that system's columns, in its order, and says where each
// value comes from, what stands where there is none, how long it may be and
// what must not be missing. A customer that cannot be delivered is left out and
// reported with the reason; nothing is shortened or replaced in silence.
//
//	format: csv                            # csv | xlsx | jsonl; default: from the file's name
//	csv: {delimiter: ";", encoding: windows-1252, line_end: crlf, quote: all}
//	date_format: dd.MM.yyyy                # of dates and times; default: as stored
//	columns:
//	  ID: {field: externalCustomerImportId, strip: [RE-], max: 20, required: true, unique: true}
//	  First name: {field: firstName, default: "-"}
//	  City: address[primary].city          # the short form of {field: ...}
//	  Type: {value: person}
//	  Consent: {field: fields.newsletter, values: {"true": Y, "false": N}}
//	  Name: {expr: 'customer["orgName"] != "" ? customer["orgName"] : customer["lastName"]', max: 40, too_long: cut}
//
// Reading and applying a mapping is pure: the same file and customers give the
// same rows and findings.
package mapping
