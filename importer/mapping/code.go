package mapping

// Code documents one code of a Fault.
type Code struct {
	Name, Cause, Remedy string
}

// The codes of faults about single values.
const (
	codeEmail      = "malformed_email"
	codePhone      = "malformed_phone"
	codeDate       = "malformed_date"
	codeNumber     = "malformed_number"
	codeBool       = "malformed_bool"
	codeEnum       = "malformed_enum"
	codeJSON       = "malformed_json"
	codeID         = "malformed_id"
	codeTooLong    = "value_too_long"
	codeEncoding   = "encoding_damage"
	codeControls   = "control_characters"
	codeJoint      = "joint_record"
	codeUncertain  = "name_uncertain"
	codeDamaged    = "damaged_number"
	codeCellError  = "cell_error"
	codeNested     = "nested_value"
	codeExpression = "expression_failed"
)

// Codes lists every code that Map uses, in the order of the documentation.
var Codes = []Code{
	{codeEmail, "the text is not one email address", "write one address such as name@example.org, or set on_invalid: keep or drop for the column"},
	{codePhone, "the text is no phone number of the region", "write the number with its country code, or set region; the text is kept as typed"},
	{codeDate, "the text is no day in any date format of the column", "correct it, add its pattern to format or date_formats, or set region for the order of day and month"},
	{codeNumber, "the text is no number, or can be read in two ways (1.234)", "write plain decimals, or set region, which says whether the point or the comma divides decimals"},
	{codeBool, "the text is no yes or no", "write true or false, yes or no, 1 or 0"},
	{codeEnum, "the text is none of the words that the field knows", "an address type is primary or billing"},
	{codeJSON, "the text is not the JSON list or object that the field needs", "write it as export writes it"},
	{codeID, "the text is no id", "an id is a whole number above 0"},
	{codeTooLong, "the text is longer than the field can be", "shorten it, or set on_invalid: keep or drop for the column"},
	{codeEncoding, "characters were lost or decoded with the wrong encoding before or while the file was read", "export the file again as UTF-8, or set csv.encoding"},
	{codeControls, "the text held control characters, which were removed", "clean the value at its source"},
	{codeJoint, "the name is that of two people", "split the row into one per person; until then it is taken as one customer"},
	{codeUncertain, "the whole name can be split in another way", "check the parts, or give the file a column for each"},
	{codeDamaged, "a spreadsheet has turned a long number into 1.23457E+11 and lost its digits", "format the column as text at its source and export it again"},
	{codeCellError, "the spreadsheet's cell holds an error such as #REF!", "correct the formula in the spreadsheet"},
	{codeNested, "the JSON value is a list or an object where one text is expected", "map the parts by an expression, or leave the key out"},
	{codeExpression, "the expression cannot be computed for this row", "make the expression check its values, for example their length, first"},
}

// Severity says what a fault does to its row.
type Severity int8

// The severities.
const (
	Warning Severity = iota // the row is taken
	Blocker                 // the row is rejected
)

// String returns "warning" or "blocker", as errors.csv writes it.
func (s Severity) String() string {
	if s == Blocker {
		return "blocker"
	}
	return "warning"
}

// Fault is one thing wrong with a row's value. Message says what to do and holds
// no value; Value is the cell's text, for the error report only.
type Fault struct {
	Code     string
	Severity Severity
	Column   string // as the file names it; "" for constants
	Field    string // the target, as the mapping names it
	Message  string
	Value    string
	Member   string // import id of the cardholder or benefit that the value belongs to, in a membership
}
