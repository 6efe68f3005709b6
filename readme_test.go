package rollcall_test

import (
	"os"
	"strings"
	"testing"

	"rollcall/importer"
)

// TestReadmeListsEveryCode keeps the table of codes complete.
func TestReadmeListsEveryCode(t *testing.T) {
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range importer.Codes() {
		if !strings.Contains(string(text), "| `"+c.Name+"` |") {
			t.Errorf("README.md has no row for the code %s: %s; %s", c.Name, c.Cause, c.Remedy)
		}
	}
}
