package question

import (
	"fmt"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

var dialects = map[string]Dialect{"sqlite": SQLite, "postgres": Postgres}

func TestSelect(t *testing.T) {
	day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	cases := []struct {
		name             string
		q                store.Query
		sqlite, postgres string
		args             []any // after the tenant; SQLite's
	}{
		{"zero", store.Query{},
			"c.tenant = ?1 AND c.merged_into = 0 ORDER BY c.id",
			"c.tenant = $1 AND c.merged_into = 0 ORDER BY c.id", nil},
		{"scope", store.Query{Merged: true, UpdatedAfter: day, NotUpdatedBy: "ann", AfterSeq: 9},
			"c.tenant = ?1 AND +c.updated_on > ?2 AND c.updated_by <> ?3 AND +c.seq > ?4 ORDER BY c.id",
			"c.tenant = $1 AND c.updated_on > $2 AND c.updated_by <> $3 AND c.seq > $4 ORDER BY c.id + 0",
			[]any{day.UnixMicro(), "ann", int64(9)}},
		{"sort and page", store.Query{Merged: true, Sort: []store.Sort{{Field: "lastName", Desc: true}, {Field: "version"}}, Limit: 5, Offset: 10},
			"c.tenant = ?1 ORDER BY c.last_name DESC, c.version, c.id LIMIT ?2 OFFSET ?3",
			"c.tenant = $1 ORDER BY c.last_name DESC, c.version, c.id LIMIT $2 OFFSET $3", []any{int64(5), int64(10)}},
		{"offset alone", store.Query{Merged: true, Offset: 10},
			"c.tenant = ?1 ORDER BY c.id LIMIT -1 OFFSET ?2", "c.tenant = $1 ORDER BY c.id OFFSET $2", []any{int64(10)}},
		{"id settles the order", store.Query{Merged: true, Sort: []store.Sort{{Field: "id", Desc: true}, {Field: "email"}}},
			"c.tenant = ?1 ORDER BY c.id DESC", "c.tenant = $1 ORDER BY c.id DESC", nil},
		{"text order", filtered("email", store.Lt, "m"),
			"c.tenant = ?1 AND (c.email <> '' AND c.email < ?2) ORDER BY c.id",
			"c.tenant = $1 AND (c.email <> '' AND c.email < $2) ORDER BY c.id", []any{"m"}},
		{"sqlite finds an email by its number first", filtered("email", store.Eq, "A@x"),
			"c.tenant = ?1 AND c.email_hash <> 0 AND c.email_hash = email_hash(?3) AND c.email = ?2 ORDER BY c.id",
			"", []any{"A@x", "A@x"}},
		{"postgres finds an email by its key first", filtered("email", store.Eq, "A@x"), "",
			"c.tenant = $1 AND c.email_key <> '' AND c.email_key = $3 AND c.email = $2 ORDER BY c.id", []any{"A@x", "a@x"}},
		{"flag", filtered("deceased", store.Eq, "true"),
			"c.tenant = ?1 AND CASE WHEN c.deceased THEN 'true' ELSE 'false' END = ?2 ORDER BY c.id",
			"c.tenant = $1 AND CASE WHEN c.deceased THEN 'true' ELSE 'false' END = $2 ORDER BY c.id", []any{"true"}},
		{"time", filtered("createdOn", store.Gte, "2026-01-02"),
			"c.tenant = ?1 AND c.created_on >= ?2 ORDER BY c.id",
			"c.tenant = $1 AND c.created_on >= $2 ORDER BY c.id", []any{day.UnixMicro()}},
		{"phone", filtered("phone", store.Like, "(555) 01"),
			"c.tenant = ?1 AND (instr(c.phone_digits, ?2) > 0 OR instr(c.phone_e164, ?2) > 0) ORDER BY c.id",
			"c.tenant = $1 AND (strpos(c.phone_digits, $2) > 0 OR strpos(c.phone_e164, $2) > 0) ORDER BY c.id", []any{"55501"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			for name, want := range map[string]string{"sqlite": c.sqlite, "postgres": c.postgres} {
				if want == "" {
					continue
				}
				built, err := Build(dialects[name], "acme", c.q)
				if err != nil {
					t.Fatal(err)
				}
				sql, args := built.Select("c.id")
				if sql != "SELECT c.id FROM customers c WHERE "+want {
					t.Errorf("%s: %s", name, sql)
				}
				if wantArgs := append([]any{"acme"}, c.args...); !reflect.DeepEqual(args, wantArgs) {
					t.Errorf("%s: arguments %v, want %v", name, args, wantArgs)
				}
			}
		})
	}
}

func filtered(field string, op store.Op, value string) store.Query {
	return store.Query{Merged: true, Filters: []store.Filter{{Field: field, Op: op, Value: value}}}
}

// Every argument has its placeholder and the other way round: PostgreSQL
// refuses a statement where one is missing.
func TestPlaceholdersAndArgumentsAgree(t *testing.T) {
	fields := []string{"firstName", "id", "deceased", "solicitationCodes", "address", "attributes", "address[1].city",
		"address[billing].isPrimary", "attributes[Club].description", `fields.it's "odd"`}
	for name, d := range dialects {
		for _, field := range fields {
			for _, op := range store.Ops {
				value := map[store.Op]string{store.Empty: "true"}[op]
				if value == "" {
					value = "12"
				}
				q := filtered(field, op, value)
				q.Sort = []store.Sort{{Field: "fields.rank"}}
				q.Search, q.Limit = "o'neil%", 3
				built, err := Build(d, "acme", q)
				if err != nil {
					t.Fatalf("%s %s %s: %v", name, field, op, err)
				}
				checkMarks(t, built)
			}
		}
	}
}

var mark = regexp.MustCompile(`[?$][0-9]+`)

func checkMarks(t *testing.T, q *Question) {
	t.Helper()
	for _, ask := range []func() (string, []any){func() (string, []any) { return q.Select("c.id") }, q.Count} {
		sql, args := ask()
		seen := map[string]bool{}
		for _, m := range mark.FindAllString(sql, -1) {
			seen[m[1:]] = true
		}
		if len(seen) != len(args) || !seen[fmt.Sprint(len(args))] {
			t.Errorf("%d arguments for %s", len(args), sql)
		}
	}
}

func TestRefused(t *testing.T) {
	secret := "Zanzibar"
	for _, f := range []store.Filter{
		{Field: "nope", Op: store.Eq}, {Field: "id", Op: store.Eq, Value: secret}, {Field: "version", Op: store.Gt},
		{Field: "updatedOn", Op: store.Eq, Value: secret}, {Field: "createdOn", Op: store.Like, Value: secret},
		{Field: "email", Op: store.Empty, Value: secret}, {Field: "email", Op: "near", Value: secret},
		{Field: "phone", Op: store.Eq, Value: secret}, {Field: "zip", Op: store.Empty, Value: "true"},
	} {
		_, err := Build(Postgres, "acme", store.Query{Filters: []store.Filter{f}})
		if err == nil || strings.Contains(err.Error(), secret) {
			t.Errorf("%s.%s: error %v", f.Field, f.Op, err)
		}
	}
	for _, field := range []string{"address", "nope", "address[1].city"} {
		if _, err := Build(SQLite, "acme", store.Query{Sort: []store.Sort{{Field: field}}}); err == nil {
			t.Errorf("sort by %s was not refused", field)
		}
	}
}

func TestEveryCoreFieldHasAColumn(t *testing.T) {
	for i := range customer.CoreFields {
		name := customer.CoreFields[i].Name
		if col, ok := ColumnOf(customer.Path{Field: name}); !ok || col == "" {
			t.Errorf("%s has no column", name)
		}
	}
}

func TestTextOf(t *testing.T) {
	sql, args, ok := TextOf(Postgres, customer.Path{Field: "fields", Index: "ssn"}, 3)
	if !ok || sql != `coalesce((c.doc->'f'->($3::text)->>'v'), '') COLLATE "C"` || len(args) != 1 || args[0] != "ssn" {
		t.Errorf("%s, %v, %v", sql, args, ok)
	}
	if _, _, ok := TextOf(SQLite, customer.Path{Field: "updatedOn"}, 1); ok {
		t.Error("a time has no text here")
	}
}

func TestTimesSurvive(t *testing.T) {
	now := time.Date(2026, 5, 6, 7, 8, 9, 123456000, time.FixedZone("x", 3600))
	if got := Time(Micros(now)); !got.Equal(now) || got.Location() != time.UTC {
		t.Errorf("%v became %v", now, got)
	}
	if !Time(Micros(time.Time{})).IsZero() {
		t.Error("the zero time is not kept")
	}
}
