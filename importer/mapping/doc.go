// Package mapping turns rows of a file into the cells of a customer or of a
// related record. A mapping file (YAML) says which column goes where; Parse
// reads it, Compile checks it against a file's header before the first row, and
// the Plan maps rows, purely and from any number of goroutines. Files whose
// columns bear the Customer object's own names need no mapping (Native); for
// others Suggest proposes one, with a confidence and a reason per column.
//
// No message of this package holds a value of a row, except Fault.Value, which
// is meant for the error report alone.
package mapping
