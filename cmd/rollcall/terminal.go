package main

import (
	"io"
	"os"
	"strconv"

	"golang.org/x/term"
)

// Colours are used sparingly: for what went wrong, what waits and what heads a
// table.
const (
	bold   = "\x1b[1m"
	red    = "\x1b[31m"
	green  = "\x1b[32m"
	yellow = "\x1b[33m"
	plain  = "\x1b[0m"
)

// isTerminal says whether a person looks at what is written.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// coloured says whether colours may be used: on a terminal that knows them,
// unless NO_COLOR is set (https://no-color.org).
func coloured(w io.Writer) bool {
	return isTerminal(w) && os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// paint colours a text where w shows colours.
func paint(w io.Writer, colour, text string) string {
	if !coloured(w) {
		return text
	}
	return colour + text + plain
}

// widthOf is how many columns a terminal has; 0 for what is no terminal, where
// nothing is cut.
func widthOf(w io.Writer) int {
	if !isTerminal(w) {
		return 0
	}
	if n, err := strconv.Atoi(os.Getenv("COLUMNS")); err == nil && n > 0 {
		return n
	}
	n, _, err := term.GetSize(int(w.(*os.File).Fd()))
	if err != nil {
		return 0
	}
	return n
}
