package main

import (
	"context"
	"fmt"
	"os/exec"
	"strings"

	"rollcall/samples/generate"
	"rollcall/store/postgres/pgtest"
)

// postgres measures PostgreSQL. Its floor is psql's \copy of the same columns
// into a table with a generated primary key and a unique index on the import
// id.
func (o *loadOptions) postgres(ctx context.Context) ([]figure, error) {
	if o.server == "" {
		url, stop, err := pgtest.Start()
		if err != nil {
			return nil, err
		}
		defer stop()
		o.server = url
	}
	var urls []string
	for range 3 {
		url, drop, err := pgtest.Database(o.server)
		if err != nil {
			return nil, err
		}
		defer drop()
		urls = append(urls, url)
	}
	floor, err := o.copied(ctx, urls[0])
	if err != nil {
		return nil, err
	}
	figures, err := o.ours(ctx, floor, "PostgreSQL", urls[1], urls[2])
	if err == nil {
		figures[1].ratio, figures[1].bar = fmt.Sprintf("%.2f times its time", figures[1].took.Seconds()/floor.took.Seconds()), "<= 3 times"
	}
	return figures, err
}

func (o *loadOptions) copied(ctx context.Context, url string) (figure, error) {
	columns := strings.Join(generate.Columns, ", ")
	create := "CREATE TABLE customers (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, " + strings.ReplaceAll(columns, ",", " text,") + " text, UNIQUE (import_id))"
	if _, err := o.timed(exec.CommandContext(ctx, "psql", "-X", "-q", "-d", url, "-c", create), "psql"); err != nil {
		return figure{}, err
	}
	return o.timed(exec.CommandContext(ctx, "psql", "-X", "-q", "-d", url, "-c", `\copy customers (`+columns+`) FROM `+loadFile+` CSV HEADER`), `psql \copy`)
}
