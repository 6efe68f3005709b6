package store_test

import (
	"strings"
	"testing"

	"rollcall/store"
)

func TestParseFilter(t *testing.T) {
	for text, want := range map[string]store.Filter{
		"firstName=Ann":                         {Field: "firstName", Op: store.Eq, Value: "Ann"},
		"firstName=":                            {Field: "firstName", Op: store.Eq},
		"lastName.like=a=b":                     {Field: "lastName", Op: store.Like, Value: "a=b"},
		"fields.a.b=1":                          {Field: "fields.a.b", Op: store.Eq, Value: "1"},
		"fields.a.gte=1":                        {Field: "fields.a", Op: store.Gte, Value: "1"},
		"address[primary].city.empty=true":      {Field: "address[primary].city", Op: store.Empty, Value: "true"},
		"phone.like=(212) 555-0100":             {Field: "phone", Op: store.Like, Value: "(212) 555-0100"},
		"address.like=oak":                      {Field: "address", Op: store.Like, Value: "oak"},
		"version.gt=3":                          {Field: "version", Op: store.Gt, Value: "3"},
		"mergedInto=":                           {Field: "mergedInto", Op: store.Eq},
		"version.contains=x":                    {Field: "version", Op: store.Contains, Value: "x"},
		"updatedOn.lte=2026-01-31T08:00:00.5Z":  {Field: "updatedOn", Op: store.Lte, Value: "2026-01-31T08:00:00.5Z"},
		"createdOn.lt=2026-01-31":               {Field: "createdOn", Op: store.Lt, Value: "2026-01-31"},
		"attributes[a].date.gt=2026-01-31":      {Field: "attributes[a].date", Op: store.Gt, Value: "2026-01-31"},
		"attributes[a].date=spring":             {Field: "attributes[a].date", Op: store.Eq, Value: "spring"},
		"deceased=true":                         {Field: "deceased", Op: store.Eq, Value: "true"},
		"attributes[a.b=c].notes.contains=text": {},
	} {
		got, err := store.ParseFilter(text)
		if want == (store.Filter{}) {
			if err == nil {
				t.Errorf("%q reads as %+v", text, got)
			}
		} else if err != nil || got != want {
			t.Errorf("%q reads as %+v, error %v", text, got, err)
		}
	}
}

func TestParseFilterRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"firstName":                     "expected FIELD=VALUE",
		"nosuch=1":                      `unknown field "nosuch"`,
		"firstName.starts=A":            `unknown operator "starts"`,
		"phone=secret":                  "write phone.like",
		"zip.gt=secret":                 "write zip.like",
		"version=secret":                "whole number",
		"version.lt=":                   "whole number",
		"createdOn=secret":              "expected a time",
		"attributes[a].date.lte=secret": "yyyy-MM-dd",
		"createdOn.like=2026":           "not searched",
		"deceased=secret":               "true or false",
		"email.empty=secret":            "true or false",
		"address[9x].city=abc":          "an address is named",
	} {
		_, err := store.ParseFilter(text)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: error %v, want %s", text, err, want)
		}
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{"a=b", "fields.x.gt=1", "address[primary].city.like=x", "..=", "createdOn.gte=2026-01-31"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, err := store.ParseFilter(text)
		if err == nil && !strings.HasSuffix(text, "="+got.Value) {
			t.Errorf("%q has the value %q", text, got.Value)
		}
	})
}
