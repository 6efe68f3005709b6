package mapping

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rollcall/importer/row"
)

// TestMapperForgetsTheRowBefore: a mapper that has mapped other rows maps a row
// as a fresh one does.
func TestMapperForgetsTheRowBefore(t *testing.T) {
	p := mustCompile(t, `region: US
columns:
  id: externalCustomerImportId
  name: {field: name}
  last: lastName
  e: {field: email, on_invalid: keep}
  codes: solicitationCodes
  more: {field: solicitationCodes, split: ","}
  born: {field: fields.born, type: date}
`, "id", "name", "last", "e", "codes", "more", "born")
	rng := rand.New(rand.NewPCG(2, 6))
	texts := []string{"", "1", "Ann Lee", "Mr. and Mrs. Smith", "bad@", "a@example.org", "x;y", `["x",null]`, `["x",`, "1980-02-30", `\N`, "a\x07b"}
	used := p.Mapper()
	for range 2000 {
		cells := make([]string, 7)
		for i := range cells {
			cells[i] = texts[rng.IntN(len(texts))]
		}
		r := plainRow(cells...)
		if rng.IntN(4) == 0 {
			r.Cells[rng.IntN(7)].Kind = row.Null
		}
		got, want := used.Map(r), p.Map(r)
		if !slices.Equal(got.Cells, want.Cells) || !slices.Equal(got.Faults, want.Faults) || !reflect.DeepEqual([]any{got.PhoneE164, got.Related, got.Owner}, []any{want.PhoneE164, want.Related, want.Owner}) {
			t.Fatalf("%q:\n%+v\nwant\n%+v", cells, got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	p := mustCompile(t, full, fullHeader...)
	var names []string
	for i, place := range p.Places() {
		if names = append(names, place.Name); p.PlaceOf(place.Name) != i+1 || place.Path.String() != place.Name {
			t.Errorf("%s stands at %d, not %d", place.Name, p.PlaceOf(place.Name), i+1)
		}
	}
	if !slices.IsSorted(names) || len(slices.Compact(slices.Clone(names))) != len(names) || p.PlaceOf("phoneNotes") != 0 {
		t.Errorf("places %q", names)
	}
	m := p.Map(plainRow(strings.Split("1,Ann,Dr. Ann Lee,1 Main St,03.04.1980,1,x,A;B,,Acme,1,2,3,", ",")...))
	for _, c := range m.Cells {
		if place := p.Places()[c.Place-1]; place.Path != c.Path || place.Value.Type != c.Value.Type || place.Value.Match != c.Value.Match {
			t.Errorf("%s stands at the place of %s", c.Path, place.Name)
		}
	}
	native, ok := Native([]string{"externalCustomerImportId", "lastName", "fields.x", "fieldTypes"}, Options{})
	if got := fmt.Sprint(native.PlaceOf("lastName"), native.PlaceOf("fields.x")); !ok || got != "2 0" {
		t.Errorf("places of a native file: %s", got)
	}
}
