package sheet

import "errors"

// Errors of a workbook, wrapped with what and where. None holds a value.
var (
	// ErrName: a sheet's name is empty, used already, longer than 31
	// characters, or holds one of [ ] : * ? / \ or an outer apostrophe.
	ErrName = errors.New("not a usable sheet name")
	// ErrTooLong: a text has more than the 32,767 UTF-16 units a cell can hold.
	ErrTooLong = errors.New("text is longer than the 32,767 characters an XLSX cell can hold")
	// ErrFull: the sheet has a million rows; start another.
	ErrFull = errors.New("a sheet of a workbook is written with no more than 1,000,000 rows")
	// ErrColumns: a row has more cells than the sheet has columns, or a sheet
	// has none or more than 16,384.
	ErrColumns = errors.New("wrong number of columns")
	// ErrClosed: the sheet or the workbook was finished before.
	ErrClosed = errors.New("the workbook is finished")
	// ErrChoices: a drop-down's list is longer than the 255 characters that the
	// format allows, or an entry holds a comma; offer cells instead.
	ErrChoices = errors.New("a drop-down list holds no more than 255 characters and no comma in an entry")
)
