package importer

import (
	"encoding/json"
	"reflect"
	"testing"

	"rollcall/importer/row"
)

func TestShapes(t *testing.T) {
	for text, want := range map[string]string{
		"Müller": "a", "12/31/1999": "9/9/9", "(212) 555-0125": "(9) 9-9", "a@b.c": "a@a.a", "1  2": "9 9", "": "",
		"a-b-c-d-e-f-g-h-i-j-k-l-m-n": "a-a-a-a-a-a-a-a-a-a-a-a-…",
	} {
		if got := shapeOf(text); got != want {
			t.Errorf("shape of %q: %q, want %q", text, got, want)
		}
	}
}

// TestProfileGoesOnFromACheckpoint: a resumed run has the profile of an
// undisturbed one.
func TestProfileGoesOnFromACheckpoint(t *testing.T) {
	rows := make([]row.Row, 40)
	for i := range rows {
		rows[i] = row.Row{Line: i + 2, Cells: []row.Cell{{Text: string(rune('a' + i%9))}, {Text: map[bool]string{true: "12-3", false: ""}[i%3 == 0]}}}
	}
	var whole, first, second profile
	for i, r := range rows {
		whole.add(r)
		if i < 17 {
			first.add(r)
		}
	}
	text, err := json.Marshal(first)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &second); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows[17:] {
		second.add(r)
	}
	header := []string{"letter", "code", "never"}
	if got, want := second.columns("f", header), whole.columns("f", header); !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	got := whole.columns("f", header)
	if got[0].Distinct != 9 || got[1].Filled != 14 || got[1].Shapes[0].Form != "9-9" || got[2].Filled != 0 {
		t.Errorf("%+v", got)
	}
}
