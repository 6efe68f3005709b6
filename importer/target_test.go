package importer

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"rollcall/store/customer"
)

// TestTargetsSetWhatPathsSet holds the direct ways against customer.SetText, for
// random values in random order.
func TestTargetsSetWhatPathsSet(t *testing.T) {
	var targets []*target
	for _, name := range []string{"firstName", "deceased", "phoneNumber", "solicitationCodes", "address[primary].city", "address[primary].zipCode", "address[billing].city",
		"address[primary].type", "address[primary].isPrimary", "address[2].city", "attributes[Interest].notes", "fields.color"} {
		path, err := customer.ParsePath(name)
		if err != nil {
			t.Fatal(err)
		}
		targets = append(targets, newTarget(path, customer.Value{Type: customer.Text}))
	}
	rng := rand.New(rand.NewPCG(1, 7))
	for range 500 {
		got, want := &customer.Customer{}, &customer.Customer{}
		for range 12 {
			at := targets[rng.IntN(len(targets))]
			text := []string{"", "true", "a", `["x","y"]`, `["x \" y"]`, "primary", "billing"}[rng.IntN(7)]
			at.set(got, text)
			if err := want.SetText(at.path, text); err == nil && at.path.Field == "phoneNumber" {
				got.PhoneE164, want.PhoneE164 = "", ""
			}
			if !reflect.DeepEqual(got, want) {
				t.Fatalf("%s = %q: %+v, want %+v", at.name, text, got, want)
			}
		}
	}
}

func FuzzPlainTexts(f *testing.F) {
	for _, s := range []string{`["a"]`, `["a","b c"]`, `[""]`, `["",""]`, `["a\"b"]`, `["a" , "b"]`, `["a","]`, `["a"b"]`, `[1]`, `["","]`, `[]`, "[\"\t\"]"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, ok := plainTexts(text)
		if !ok || strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == '\uFFFD' }) {
			return // controls are no JSON, and broken UTF-8 is mended in it: neither is written by a mapping
		}
		var want []string
		if err := json.Unmarshal([]byte(text), &want); err != nil || !slices.Equal(got, want) {
			t.Fatalf("%q: got %q, want %q, %v", text, got, want, err)
		}
	})
}

func TestValuesOfARow(t *testing.T) {
	b := &batch{}
	for _, text := range []string{"", "plain", `say "hello"`, "back\\slash", strings.Repeat("\n", 100), strings.Repeat("x", 2*blockValues)} {
		name, err := customer.ParsePath("fields.a\"b")
		if err != nil {
			t.Fatal(err)
		}
		row := cells{{newTarget(name, customer.Value{}), text}, {newTarget(customer.Path{Field: "firstName"}, customer.Value{}), "Ann"}}
		before := string(b.copied([]byte("neighbour")))
		got := b.valuesOf(row)
		after := b.copied([]byte("neighbour"))
		if want := row.remember(nil); string(got) != string(want) && text != "" {
			t.Errorf("got %s\nwant %s", got, want)
		}
		if recalled(got)["firstName"] != "Ann" || recalled(got)[`fields.a"b`] != text || before != "neighbour" || string(after) != "neighbour" {
			t.Errorf("%.20q: %s", text, got)
		}
	}
}
