package main

import (
	"bytes"
	"context"
	"regexp"
	"testing"

	"rollcall/dedupe"
)

func TestDedupeMeasures(t *testing.T) {
	var out bytes.Buffer
	if err := run(context.Background(), []string{"dedupe", "--customers", "400"}, &out, &out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`automatic blocking +400 .* [1-9]\d* +\d+ \d+ MB`, `--since last +40[0-9] .* \d+ MB`, `four rules +400 .* [1-9]\d* +\d+ \d+ MB`,
		`scoring alone +400 .* [1-9]\d* +\S+ one core, .* 6 comparisons`} {
		if !regexp.MustCompile(want).MatchString(out.String()) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
	if err := run(context.Background(), []string{"dedupe", "--customers", "0"}, &out, &out); exitCode(err, &out) != 2 {
		t.Errorf("no customers: %v", err)
	}
}

func TestFourRules(t *testing.T) {
	config, err := dedupe.ParseConfig("dedupe.rules.yaml", rules)
	if err != nil || len(config.Blocking) != 4 {
		t.Errorf("%d rules: %v", len(config.Blocking), err)
	}
}
