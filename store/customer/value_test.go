package customer

import (
	"fmt"
	"testing"
	"time"
)

// TestValidDates holds the quick way of telling a date against the calendar.
func TestValidDates(t *testing.T) {
	texts := []string{"", "1970", "spring", "19700131", "1970-1-31", "1970/01/31", "0000-01-01", "0001-01-01", "0999-12-31", "10000-01-01", "1970-01-3x", "x970-01-31", "1970-01-311"}
	for _, year := range []int{1, 999, 1000, 1900, 2000, 2023, 2024, 9999} {
		for month := range 14 {
			for day := range 33 {
				texts = append(texts, fmt.Sprintf("%04d-%02d-%02d", year, month, day))
			}
		}
	}
	for _, text := range texts {
		parsed, err := time.Parse(time.DateOnly, text)
		want := err == nil && parsed.Year() > 0
		if got := (Value{Type: BirthDate, Text: text}).Valid(); got != want {
			t.Errorf("%q valid: %v, want %v", text, got, want)
		}
	}
}
