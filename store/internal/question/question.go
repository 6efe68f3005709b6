// Package question turns a store.Query into the WHERE, ORDER BY and LIMIT of a
// SELECT over the table customers, for SQLite and for PostgreSQL. Both drivers
// ask through it, so that they give the same answers; what the engines say
// differently is in Dialect. Values only ever travel as arguments.
//
// What the tables must look like: text columns are never NULL (absent is the
// empty text), doc holds Customer.EncodeDoc, times are microseconds since 1970
// in UTC, merged_into is 0 on a live customer.
package question

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"rollcall/store"
	"rollcall/store/customer"
)

// Question is a built query, ready to be asked.
type Question struct {
	dialect             Dialect
	where, order, limit string
	inOrder             string // order, by the index of ids
	args                []any
	whereArgs           int    // how many of args the condition uses; Count needs no more
	among               any    // the customers among which all answers are; nil for all
	first               int64  // no answer has a smaller id
	tally               string // counts the answers by indexes alone; "" where they cannot
}

// Build translates q for one tenant, as its column holds it. An error says which filter or sort key
// cannot be answered and why; it never quotes a value.
func Build(d Dialect, tenant any, q store.Query) (*Question, error) {
	b := &builder{Dialect: d}
	b.and("c.tenant = " + b.arg(tenant))
	b.scope(q)
	for _, f := range q.Filters {
		cond, err := b.filter(f)
		if err != nil {
			return nil, fmt.Errorf("filter %s.%s: %w", f.Field, f.Op, err)
		}
		b.and(cond)
	}
	built := &Question{dialect: d, where: strings.Join(b.conds, " AND "), whereArgs: len(b.args)}
	if q.Search == "" && q.NotUpdatedBy == "" && len(q.Filters) == 0 && !q.Merged {
		built.tally = tally(b.conds)
	}
	keys, err := b.sort(q.Sort, b.byID(q.AfterSeq > 0 || !q.UpdatedAfter.IsZero()))
	if err != nil {
		return nil, err
	}
	built.order = strings.Join(keys, ", ")
	built.inOrder = strings.Replace(built.order, b.byID(true), b.byID(false), 1)
	built.limit = b.page(q)
	built.args = b.args
	return built, nil
}

// Among narrows the question down to customers that are known to hold all
// answers: for SQLite their numbers in the column row as a JSON array, for
// PostgreSQL their ids as a []int64.
func (q *Question) Among(customers any) { q.among = customers }

// From says that many customers changed after the question's time or sequence
// number, the first of them with this id: going through them by id then finds a
// page sooner than sorting them.
func (q *Question) From(first int64) { q.order, q.first = q.inOrder, first }

// Select returns the statement that reads these columns of the customers that
// answer, in the query's order, with its arguments. Columns are named with the
// alias c.
func (q *Question) Select(columns string) (sql string, args []any) {
	from, args := q.from(q.args)
	return "SELECT " + columns + from + " ORDER BY " + q.order + q.limit, args
}

// Count returns the statement that counts the customers that answer, pages
// left aside, with its arguments.
func (q *Question) Count() (sql string, args []any) {
	if q.tally != "" && q.among == nil {
		return q.tally, q.args[:q.whereArgs]
	}
	from, args := q.from(q.args[:q.whereArgs])
	return "SELECT count(*)" + from, args
}

// from returns everything between the columns and the order.
func (q *Question) from(args []any) (string, []any) {
	args = slices.Clip(args)
	switch {
	case q.among != nil:
		args = append(args, q.among)
		return " FROM customers c " + q.dialect.among(len(args)) + " AND " + q.where, args
	case q.first > 0:
		args = append(args, q.first)
		return " FROM customers c WHERE " + q.where + " AND c.id >= " + q.dialect.mark(len(args)), args
	}
	return " FROM customers c WHERE " + q.where, args
}

// tally counts live customers as all without those merged away: both have an
// index that holds all there is to know, where the customers themselves would
// have to be read.
func tally(conds []string) string {
	var all, merged []string
	for _, cond := range conds {
		if cond != live {
			all = append(all, strings.TrimPrefix(cond, "+")) // here the column's own index serves best
			merged = append(merged, cond)
		}
	}
	count := func(conds []string) string {
		return "(SELECT count(*) FROM customers c WHERE " + strings.Join(conds, " AND ") + ")"
	}
	return "SELECT " + count(all) + " - " + count(append(merged, "c.merged_into <> 0"))
}

// live is the condition that leaves merged-away customers out.
const live = "c.merged_into = 0"

// builder collects conditions and arguments.
type builder struct {
	Dialect
	conds []string
	args  []any
}

// arg keeps a value and returns its placeholder.
func (b *builder) arg(value any) string {
	b.args = append(b.args, value)
	return b.mark(len(b.args))
}

func (b *builder) and(cond string) { b.conds = append(b.conds, cond) }

// scope adds everything of the query but its filters.
func (b *builder) scope(q store.Query) {
	if !q.Merged {
		b.and(live)
	}
	if q.Search != "" {
		b.and(b.search(store.Fold(q.Search)))
	}
	if !q.UpdatedAfter.IsZero() {
		b.and(b.after("c.updated_on") + " > " + b.arg(Micros(q.UpdatedAfter)))
	}
	if q.NotUpdatedBy != "" {
		b.and("c.updated_by <> " + b.arg(q.NotUpdatedBy))
	}
	if q.AfterSeq > 0 {
		b.and(b.after("c.seq") + " > " + b.arg(q.AfterSeq))
	}
}

// search finds a folded needle within the search text.
func (b *builder) search(needle string) string { return b.contains("c.search", b.arg(needle)) }

// sort returns the sort keys; the id comes last, so that the order is total. What
// comes after a column that no two customers share decides nothing.
func (b *builder) sort(keys []store.Sort, id string) ([]string, error) {
	var out []string
	for _, key := range keys {
		p, err := customer.ParsePath(key.Field)
		if err != nil {
			return nil, fmt.Errorf("sort: %w", err)
		}
		by := b.text(p)
		if col, ok := columns[p.Field]; ok {
			by = "c." + col.name
		} else if p.Field != "fields" {
			return nil, fmt.Errorf("sort: %q is a list: sort by a single value", key.Field)
		}
		if key.Desc {
			by += " DESC"
		}
		out = append(out, by)
		if p.Field == "id" || p.Field == "externalCustomerImportId" {
			return out, nil
		}
	}
	return append(out, id), nil
}

func (b *builder) page(q store.Query) string {
	switch {
	case q.Limit > 0 && q.Offset > 0:
		return " LIMIT " + b.arg(q.Limit) + " OFFSET " + b.arg(q.Offset)
	case q.Limit > 0:
		return " LIMIT " + b.arg(q.Limit)
	case q.Offset > 0:
		return b.skip(b.arg(q.Offset))
	}
	return ""
}

// Micros is how both stores keep a time: microseconds since 1970 in UTC, rounded
// down; 0 for the zero time.
func Micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// Time is the inverse of Micros, in UTC.
func Time(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return time.UnixMicro(micros).UTC()
}
