package main

import (
	"fmt"
	"strings"
)

// counted writes a number with its noun: "1 customer", "2 customers", "0 matches".
func counted[N int | int64](n N, noun string) string {
	return fmt.Sprintf("%d %s", n, agreeing(n, noun, plural(noun)))
}

// agreeing chooses the word for one or that for any other number: "is", "are".
func agreeing[N int | int64](n N, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// plural of the nouns that summaries count.
func plural(noun string) string {
	if strings.HasSuffix(noun, "ch") {
		return noun + "es"
	}
	if stem, ok := strings.CutSuffix(noun, "ry"); ok {
		return stem + "ries"
	}
	return noun + "s"
}
