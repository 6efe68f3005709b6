package mapping

import "testing"

// Only a mapping that leaves the columns alone may leave them to the file.
func TestBare(t *testing.T) {
	for text, want := range map[string]bool{
		"formula_escape: true\n":                                 true,
		"format: csv\ncsv: {delimiter: ';'}\nregion: DE\n":       true,
		"formula_escape: true\nkey: content\n":                   false,
		"formula_escape: true\nconstants: {customerSource: X}\n": false,
		"columns: {a: email}\n":                                  false,
	} {
		if got := mustParse(t, text).Bare(); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
