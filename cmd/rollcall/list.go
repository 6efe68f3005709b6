package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"rollcall/cmd/internal/pipeline"
	"rollcall/store"
	"rollcall/store/customer"
)

// questionFlags are the filters that list and export share.
func questionFlags() []cli.Flag {
	return []cli.Flag{
		&cli.StringFlag{Name: "search", Usage: "part of a first name, last name, organisation or email"},
		&cli.StringSliceFlag{Name: "filter", Usage: "FIELD=VALUE or FIELD.OP=VALUE; OP: contains, like, gt, gte, lt, lte, empty; phone, zip and address know like; dates are yyyy-MM-dd (ISO 8601)"},
		&cli.StringFlag{Name: "first-name", Usage: "part of the first name"},
		&cli.StringFlag{Name: "last-name", Usage: "part of the last name"},
		&cli.StringFlag{Name: "email", Usage: "part of the email"},
		&cli.StringFlag{Name: "phone", Usage: "a phone number, in any formatting"},
		&cli.StringFlag{Name: "address", Usage: "part of any address"},
		&cli.StringFlag{Name: "zip", Usage: "part of a zip code"},
		&cli.StringFlag{Name: "sort", Usage: "fields, the most important first; -FIELD is descending"},
		&cli.StringFlag{Name: "updated-after", Usage: "what changed after a date or time (ISO 8601), a run, or last: the last export"},
		&cli.BoolFlag{Name: "ignore-my-updates", Usage: "leave out what this user changed last"},
	}
}

// advanced are the search flags and the fields they look in.
var advanced = []struct{ flag, field string }{
	{"first-name", "firstName"}, {"last-name", "lastName"}, {"email", "email"}, {"phone", "phone"}, {"address", "address"}, {"zip", "zip"},
}

// filters reads the shared filters, but for --updated-after.
func filters(c *cli.Context, env *environment) (store.Query, error) {
	q := store.Query{Search: c.String("search")}
	for _, text := range c.StringSlice("filter") {
		f, err := store.ParseFilter(text)
		if err != nil {
			field, _, _ := strings.Cut(text, "=")
			return q, suggesting(err, field)
		}
		q.Filters = append(q.Filters, f)
	}
	for _, a := range advanced {
		if value := c.String(a.flag); value != "" {
			q.Filters = append(q.Filters, store.Filter{Field: a.field, Op: store.Like, Value: value})
		}
	}
	if text := c.String("sort"); text != "" {
		for _, name := range strings.Split(text, ",") {
			keys, err := store.ParseSort(name)
			if err != nil {
				return q, suggesting(err, strings.TrimLeft(name, " -"))
			}
			q.Sort = append(q.Sort, keys...)
		}
	}
	if c.Bool("ignore-my-updates") {
		q.NotUpdatedBy = env.user
	}
	return q, nil
}

// expansions are the words that --include knows.
type expansions map[string]bool

func parseInclude(text string, more ...string) (expansions, error) {
	known := append([]string{"address", "attributes", "fields", "memberships", "cards", "orders", "notes", "integrations", "subscriptions", "stats"}, more...)
	on := expansions{}
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' }) {
		found := false
		for _, k := range known {
			found = found || k == word
		}
		if !found {
			return nil, usagef("--include does not know %q (known: %s)", word, strings.Join(known, ", "))
		}
		on[word] = true
	}
	return on, nil
}

// include says what the store has to load.
func (x expansions) include() store.Include {
	in := store.Include{MergeHistory: x["mergeHistory"], Associated: x[string(customer.Memberships)]}
	for _, kind := range customer.Kinds {
		if x[string(kind)] || x["stats"] {
			in.Kinds = append(in.Kinds, kind)
		}
	}
	return in
}

// trim adds the sums that were asked for, and takes away what was not.
func (x expansions) trim(c *customer.Customer) *customer.Customer {
	if x["stats"] {
		x.sumUp(c)
	}
	if !x["address"] {
		c.Address = nil
	}
	if !x["attributes"] {
		c.Attributes = nil
	}
	if !x["fields"] {
		c.Fields = nil
	}
	return c
}

// sumUp replaces the records that only the sums needed by the sums. Memberships
// of others do not count.
func (x expansions) sumUp(c *customer.Customer) {
	var own, shown []customer.Related
	for _, r := range c.Related {
		if r.CustomerID == c.ID {
			own = append(own, r)
		}
		if x[string(r.Kind)] {
			shown = append(shown, r)
		}
	}
	stats := customer.StatsOf(own, time.Now())
	c.Stats, c.Related = &stats, shown
}

func listCommand(env *environment) *cli.Command {
	return &cli.Command{
		Name:      "list",
		Usage:     "list customers that answer a question",
		ArgsUsage: " ",
		Flags: append(questionFlags(),
			&cli.IntFlag{Name: "page", Value: 1, Usage: "the page, from 1"},
			&cli.IntFlag{Name: "page-size", Value: 100, Usage: "customers on a page"},
			&cli.BoolFlag{Name: "all", Usage: "all of them, without pages"},
			&cli.StringFlag{Name: "columns", Usage: "columns of the table: NAME,... as for export", DefaultText: "id, import id, name, email, phone"},
			&cli.StringFlag{Name: "include", Usage: "with --json: address, attributes, fields, notes, memberships, cards, orders, subscriptions, integrations, stats, mergeHistory"},
		),
		Action: func(c *cli.Context) error {
			if c.Args().Present() {
				return usagef("list takes no arguments; use --search or --filter")
			}
			q, err := filters(c, env)
			if err != nil {
				return err
			}
			show, err := parseInclude(c.String("include"), "mergeHistory")
			if err != nil {
				return err
			}
			table, err := shapeOf(c, env)
			if err != nil {
				return err
			}
			page, size := int64(c.Int("page")), int64(c.Int("page-size"))
			if page < 1 || size < 1 {
				return usagef("--page and --page-size count from 1")
			}
			q.Include = show.include()
			if !c.Bool("all") {
				q.Offset, q.Limit = (page-1)*size, size
			}
			return env.reading(c.Context, func(s store.Store) error {
				if err := store.CheckFilters(c.Context, s, q.Filters); err != nil {
					return err
				}
				if text := c.String("updated-after"); text != "" {
					since, err := pipeline.ChangedAfter(c.Context, s, text, "")
					if err != nil {
						return err
					}
					since.Narrow(&q)
				}
				l := listing{env: env, show: show, shape: table, page: page, size: size, all: c.Bool("all")}
				if !l.all {
					if l.total, err = s.Count(c.Context, q); err != nil {
						return err
					}
				}
				return l.write(c.Context, s, q)
			})
		},
	}
}

// listing writes a page of customers, or all of them, as they stream.
type listing struct {
	env               *environment
	show              expansions
	shape             shape
	page, size, total int64
	all               bool // the page's size and the total are known at the end
}

// shown notes how many customers the stream had.
func (l *listing) shown(n int64) {
	if l.all {
		l.size, l.total = n, n
	}
}

func (l listing) write(ctx context.Context, s store.Store, q store.Query) error {
	if !l.env.json {
		return l.table(ctx, s, q)
	}
	w := bufio.NewWriter(l.env.stdout)
	fmt.Fprint(w, `{"payload":{"list":[`)
	separator, n := "\n", int64(0)
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	for c, err := range s.List(ctx, q) {
		if err != nil {
			return err
		}
		line.Reset()
		if err := encoder.Encode(l.show.trim(c)); err != nil {
			return err
		}
		fmt.Fprint(w, separator)
		if _, err := w.Write(bytes.TrimSuffix(line.Bytes(), []byte("\n"))); err != nil {
			return err
		}
		separator = ",\n"
		n++
	}
	l.shown(n)
	fmt.Fprintf(w, "\n],\"pagination\":{\"page\":%d,\"pageSize\":%d,\"total\":%d}}}\n", l.page, l.size, l.total)
	return w.Flush()
}

// objects writes customers under payload.list, as list does.
func (e *environment) objects(list []*customer.Customer, text func(io.Writer)) error {
	var document struct {
		Payload struct {
			List       []*customer.Customer `json:"list"`
			Pagination struct {
				Page     int `json:"page"`
				PageSize int `json:"pageSize"`
				Total    int `json:"total"`
			} `json:"pagination"`
		} `json:"payload"`
	}
	document.Payload.List = list
	p := &document.Payload.Pagination
	p.Page, p.PageSize, p.Total = 1, len(list), len(list)
	return e.print(document, text)
}
