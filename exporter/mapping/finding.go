package mapping

// Finding is one thing that the target system does not take as it is.
type Finding struct {
	ID         int64 // of the customer
	CustomerID string
	ImportID   string
	Column     string // title
	Code       string
	Message    string // holds no value
	Value      string
}

// Code is one code of a finding, with what it means.
type Code struct {
	Name, Cause, Remedy string
	Warning             bool // the customer is delivered all the same
}

// The codes.
const (
	codeMissing    = "required_empty"
	codeTooLong    = "too_long"
	codeCut        = "was_cut"
	codeDropped    = "was_dropped"
	codeRepeated   = "repeated_value"
	codeExpression = "export_expression_failed"
	codeDate       = "not_a_date"
)

// Codes lists every code.
var Codes = []Code{
	{Name: codeMissing, Cause: "a required column would be empty", Remedy: "fill the field, or give the column a default"},
	{Name: codeTooLong, Cause: "the text has more characters than the column can hold", Remedy: "shorten the field, or set too_long: cut or drop for the column"},
	{Name: codeRepeated, Cause: "an earlier customer has the same text in a column that is unique, often because a prefix was stripped", Remedy: "do not strip the prefix, or merge the customers"},
	{Name: codeExpression, Cause: "the expression cannot be computed for this customer", Remedy: "make the expression check its values, for example their length, first"},
	{Name: codeCut, Cause: "the text was cut to what the column can hold", Remedy: "shorten the field", Warning: true},
	{Name: codeDropped, Cause: "the text is longer than the column can hold and was left out", Remedy: "shorten the field", Warning: true},
	{Name: codeDate, Cause: "the text is no date or time and was written as it is", Remedy: "correct the field", Warning: true},
}

// Blocks says whether a finding keeps its customer out.
func (f *Finding) Blocks() bool {
	for _, c := range Codes {
		if c.Name == f.Code {
			return !c.Warning
		}
	}
	return true
}
