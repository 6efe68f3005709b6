package question

import (
	"strconv"
	"strings"
)

// Dialect is what one engine says in its own way. Its methods take and return
// pieces of SQL; marks are placeholders.
type Dialect interface {
	mark(n int) string                               // the n-th placeholder, from 1
	present(text string) string                      // never NULL, compared bytewise
	contains(text, needle string) string             // substring, exact
	fold(text string) string                         // store.Fold of a text
	narrowEmail(b *builder, email string) string     // before a comparison with an email: what its index answers
	byID(few bool) string                            // the sort key of ids; few: not many answer, and they may lie together
	after(column string) string                      // a column that grows with changes, to be compared
	among(n int) string                              // WHERE and the customers of the n-th argument
	skip(offset string) string                       // an offset without a limit
	anyAddress(parts []string, needle string) string // a part of any address holds the folded needle
	document
	keys
}

// document reads values inside the stored document.
type document interface {
	field(name, part string) string             // part t or v of a custom field; NULL when absent
	whole(list string) string                   // a whole list as JSON; NULL when absent
	nth(list string, i int, part string) string // a part of the i-th element, from 0
	first(list, index, part string) string      // a part of the first element of that type or category
}

// keys makes typed text comparable.
type keys interface {
	numberKey(text string) string                // NULL when it is no canonical number
	numberArg(b *builder, decimal string) string // comparable with numberKey
	dateKey(text string) string                  // NULL when it is no date
}

// SQLite is the dialect of the embedded store. Its connections must offer
// Functions.
var SQLite Dialect = sqlite{}

// Postgres is the dialect of the server store. Its schema must offer
// rollcall_fold(text, jsonb), rollcall_number(text) and rollcall_date(text),
// and the column folds.
var Postgres Dialect = postgres{}

// indexKey is the key that names an element of a list.
func indexKey(list string) string {
	if list == "a" {
		return "type"
	}
	return "category"
}

type sqlite struct{}

func (sqlite) mark(n int) string                   { return "?" + strconv.Itoa(n) }
func (sqlite) present(text string) string          { return "coalesce(" + text + ", '')" }
func (sqlite) contains(text, needle string) string { return "instr(" + text + ", " + needle + ") > 0" }
func (sqlite) fold(text string) string             { return "fold(" + text + ")" }
func (sqlite) skip(offset string) string           { return " LIMIT -1 OFFSET " + offset }

// narrowEmail goes by the number that emails are indexed under.
func (sqlite) narrowEmail(b *builder, email string) string {
	return "c.email_hash <> 0 AND c.email_hash = email_hash(" + b.arg(email) + ") AND "
}

func (sqlite) byID(bool) string { return "c.id" }

// after keeps SQLite from going by the column's index: where few customers
// changed they are known one by one, and sorting many takes too long.
func (sqlite) after(column string) string { return "+" + column }

// among keeps SQLite from choosing another way to the customers.
func (sqlite) among(n int) string {
	return "NOT INDEXED WHERE c.row IN (SELECT value FROM json_each(?" + strconv.Itoa(n) + "))"
}

func (sqlite) anyAddress(parts []string, needle string) string {
	return "EXISTS (SELECT 1 FROM json_each(c.doc, '$.a') e, json_each(e.value) p WHERE p.key IN ('" +
		strings.Join(parts, "', '") + "') AND instr(fold(p.value), " + needle + ") > 0)"
}

// field goes through json_each, because a name may hold any character and the
// path syntax has no escape for all of them.
func (sqlite) field(name, part string) string {
	return "(SELECT e.value->>'" + part + "' FROM json_each(c.doc, '$.f') e WHERE e.key = " + name + ")"
}

func (sqlite) whole(list string) string { return "(c.doc->'" + list + "')" }

func (sqlite) nth(list string, i int, part string) string {
	return sqliteFlag("json_extract(c.doc, '$."+list+"["+strconv.Itoa(i)+"]."+part+"')", part)
}

func (sqlite) first(list, index, part string) string {
	return "(SELECT " + sqliteFlag("e.value->>'"+part+"'", part) + " FROM json_each(c.doc, '$." + list +
		"') e WHERE e.value->>'" + indexKey(list) + "' = " + index + " ORDER BY e.key LIMIT 1)"
}

// sqliteFlag gives a JSON true its text: SQLite reads it as 1.
func sqliteFlag(value, part string) string {
	if part != "isPrimary" {
		return value
	}
	return "CASE WHEN " + value + " THEN 'true' END"
}

func (sqlite) numberKey(text string) string { return "number_key(" + text + ")" }
func (sqlite) dateKey(text string) string   { return "date_key(" + text + ")" }

func (sqlite) numberArg(b *builder, decimal string) string {
	key, _ := NumberKey(decimal)
	return b.arg(key)
}

type postgres struct{}

func (postgres) mark(n int) string { return "$" + strconv.Itoa(n) }

func (postgres) present(text string) string {
	return "coalesce(" + text + `, '') COLLATE "C"`
}

func (postgres) contains(text, needle string) string {
	return "strpos(" + text + ", " + needle + ") > 0"
}

func (postgres) fold(text string) string   { return "rollcall_fold(" + text + ", c.folds)" }
func (postgres) skip(offset string) string { return " OFFSET " + offset }

func (postgres) narrowEmail(b *builder, email string) string {
	return "c.email_key <> '' AND c.email_key = " + b.arg(strings.ToLower(email)) + " AND "
}

// byID keeps PostgreSQL from walking all ids in order until it has met a page
// of the few that changed lately: those are often the highest.
func (postgres) byID(few bool) string {
	if few {
		return "c.id + 0"
	}
	return "c.id"
}

func (postgres) after(column string) string { return column }

func (postgres) among(n int) string {
	return "WHERE c.id = ANY($" + strconv.Itoa(n) + "::bigint[])"
}

func (postgres) anyAddress(parts []string, needle string) string {
	values := make([]string, len(parts))
	for i, part := range parts {
		values[i] = "e.v->>'" + part + "'"
	}
	return "EXISTS (SELECT 1 FROM json_array_elements(c.doc->'a') e(v), unnest(ARRAY[" + strings.Join(values, ", ") +
		"]) p(t) WHERE strpos(rollcall_fold(p.t, c.folds), " + needle + ") > 0)"
}

func (postgres) field(name, part string) string {
	return "(c.doc->'f'->(" + name + "::text)->>'" + part + "')"
}

func (postgres) whole(list string) string { return "(c.doc->'" + list + "')::text" }

func (postgres) nth(list string, i int, part string) string {
	return "(c.doc->'" + list + "'->" + strconv.Itoa(i) + "->>'" + part + "')"
}

func (postgres) first(list, index, part string) string {
	return "(SELECT e.v->>'" + part + "' FROM json_array_elements(c.doc->'" + list +
		"') WITH ORDINALITY e(v, n) WHERE e.v->>'" + indexKey(list) + "' = " + index + " ORDER BY e.n LIMIT 1)"
}

func (postgres) numberKey(text string) string { return "rollcall_number(" + text + ")" }
func (postgres) dateKey(text string) string   { return "rollcall_date(" + text + ")" }

func (postgres) numberArg(b *builder, decimal string) string {
	return b.arg(decimal) + "::text::numeric"
}
