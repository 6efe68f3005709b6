package sheet

import (
	"strconv"
	"time"
)

// Kind says how a spreadsheet is to treat a value.
type Kind int8

// The kinds of values. A text that is not of its kind (a number with a leading
// zero or with more than 15 digits, a date before March 1900) is written as
// text: nothing is changed to make it fit.
const (
	AsColumn Kind = iota // as the column says; a column: text
	Text
	Number // plain decimal: -12.5
	Date   // yyyy-MM-dd, or a time: yyyy-MM-ddTHH:mm:ss, with or without fraction and Z
	Bool   // true or false
)

// Mark is the look of a cell.
type Mark int8

// The marks.
const (
	Plain   Mark = iota
	Bad          // red: faulty
	Differs      // amber: disagrees with its neighbours
	Chosen       // green: the value that was or will be taken
	Muted        // grey letters: for orientation only
	Input        // yellow, framed: for a person to fill in
	Band         // light grey ground: sets groups of rows apart
	marks
)

// Cell is one value of a row.
type Cell struct {
	Text string // "" leaves the cell empty; a mark is shown even so
	Kind Kind
	Mark Mark
}

// look is how a value came to be written: the columns of the style table.
type look int8

const (
	lookText look = iota
	lookNumber
	lookDate
	lookTime
	lookBool
	looks
)

// xfID returns the index of a mark and look in the style table. The table's
// first entries are the default, the header, the prose title and the prose.
func xfID(m Mark, l look) int { return firstMarked + int(m)*int(looks) + int(l) }

const (
	xfHeader    = 1
	xfTitle     = 2
	xfProse     = 3
	firstMarked = 4
)

// value is a cell's content in the file: the type attribute and the text of v.
type value struct {
	look look
	v    string
}

// typed returns the cell's content for its kind; text when it is not of it.
func typed(text string, kind Kind) value {
	switch kind {
	case Number:
		if plainNumber(text) {
			return value{lookNumber, text}
		}
	case Bool:
		switch text {
		case "true":
			return value{lookBool, "1"}
		case "false":
			return value{lookBool, "0"}
		}
	case Date:
		return typedDate(text)
	}
	return value{look: lookText}
}

// maxDigits is how many digits a spreadsheet keeps of a number.
const maxDigits = 15

// plainNumber says whether text is a decimal that a spreadsheet keeps exactly:
// no leading zero, no sign but minus, at most 15 digits.
func plainNumber(text string) bool {
	if text != "" && text[0] == '-' {
		text = text[1:]
	}
	digits, dot := 0, -1
	for i := range len(text) {
		switch c := text[i]; {
		case c >= '0' && c <= '9':
			digits++
		case c == '.' && dot < 0 && i > 0:
			dot = i
		default:
			return false
		}
	}
	whole := text
	if dot >= 0 {
		whole = text[:dot]
	}
	return digits > 0 && digits <= maxDigits && dot != len(text)-1 && (whole[0] != '0' || len(whole) == 1)
}

// dayZero is the day that a spreadsheet counts from. Its calendar has a 29
// February 1900, so only days from March 1900 on are counted truly.
var (
	dayZero  = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	firstDay = time.Date(1900, 3, 1, 0, 0, 0, 0, time.UTC)
)

func typedDate(text string) value {
	if t, err := time.Parse(time.DateOnly, text); err == nil && !t.Before(firstDay) {
		return value{lookDate, serial(t)}
	}
	for _, layout := range []string{"2006-01-02T15:04:05", time.RFC3339} {
		t, err := time.Parse(layout, text)
		if err == nil && !t.Before(firstDay) && t.Location() == time.UTC {
			return value{lookTime, serial(t)}
		}
	}
	return value{look: lookText}
}

// serial counts the days since dayZero, the time of day as a fraction.
func serial(t time.Time) string {
	const day = 24 * 60 * 60
	seconds := t.Unix() - dayZero.Unix()
	if seconds%day == 0 && t.Nanosecond() == 0 {
		return strconv.FormatInt(seconds/day, 10)
	}
	fraction := (float64(seconds%day) + float64(t.Nanosecond())/1e9) / day
	return strconv.FormatFloat(float64(seconds/day)+fraction, 'f', -1, 64)
}
