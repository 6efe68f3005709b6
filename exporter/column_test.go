package exporter_test

import (
	"errors"
	"strings"
	"testing"

	"rollcall/exporter"
	"rollcall/store/customer"
)

func TestPortableColumns(t *testing.T) {
	want := "customerSource externalCustomerId externalCustomerImportId externalId title firstName middleName lastName suffix orgName email phoneNumber phoneNotes deceased obfuscated solicitationCodes address attributes fields fieldTypes notes memberships cards orders subscriptions integrations"
	if got := names(exporter.Portable()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func names(columns []exporter.Column) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = c.Name
	}
	return strings.Join(list, " ")
}

// Every set can be parsed back name by name, and has a source for each.
func TestSetsAreKnownColumns(t *testing.T) {
	for _, set := range []string{"portable", "default", "all"} {
		for _, c := range columns(t, set) {
			if c.Name == "" {
				t.Fatalf("%s holds an unknown column", set)
			}
			if _, err := exporter.ParseColumns(c.Name); err != nil {
				t.Errorf("%s: %v", set, err)
			}
		}
	}
	for i := range customer.CoreFields {
		if name := customer.CoreFields[i].Name; !strings.Contains(" "+names(exporter.All())+" ", " "+name+" ") {
			t.Errorf("all lacks %s", name)
		}
	}
}

func TestParseColumnsRefuses(t *testing.T) {
	for spec, want := range map[string]string{
		"":                          "separated by commas",
		"nickname":                  `unknown column "nickname"`,
		"first_name":                "did you mean firstName?",
		"firstName,":                `unknown column ""`,
		"firstName,firstName":       "named twice",
		"firstName=A,lastName=A":    "named twice",
		"portable,email":            "named twice",
		"address[primary].planet":   "unknown column",
		"nickname=Nick":             `unknown column "nickname"`,
		`"firstName`:                "separated by commas",
		"mergeHistory":              "unknown column",
		"fields.":                   "unknown column",
		"address[primary].zip=Zip":  "unknown column",
		"solicitationcodes=Codes":   "did you mean solicitationCodes?",
		"externalcustomerimportid=": "unknown column",
	} {
		_, err := exporter.ParseColumns(spec)
		if !errors.Is(err, exporter.ErrColumn) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", spec, err, want)
		}
	}
}

func FuzzParseColumns(f *testing.F) {
	f.Add("portable")
	f.Add(someColumns)
	f.Add(`"fields.a,b"=x,address[1].city`)
	f.Fuzz(func(t *testing.T, spec string) {
		list, err := exporter.ParseColumns(spec)
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, c := range list {
			if c.Title == "" || seen[c.Title] {
				t.Errorf("%q: title %q empty or twice", spec, c.Title)
			}
			seen[c.Title] = true
		}
	})
}
