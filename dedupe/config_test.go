package dedupe

import (
	"context"
	"errors"
	"strings"
	"testing"

	"rollcall/dedupe/blocking"
)

func TestParseConfig(t *testing.T) {
	cfg, err := ParseConfig("d.yaml", []byte("match: 0.9\nreview: 0.4\nregion: GB\nblocking:\n  - {keys: [email]}\n  - {keys: [last, zip], finer: [first_initial]}\nignore: [phone]\njunk: {email: [front@desk.net]}\n"))
	if err != nil || cfg.Match != 0.9 || len(cfg.Blocking) != 2 || cfg.Blocking[1].Finer[0] != "first_initial" || cfg.Junk["email"][0] != "front@desk.net" {
		t.Fatalf("got %+v, %v", cfg, err)
	}
	if cfg, err = ParseConfig("d.yaml", []byte("  \n")); err != nil || cfg.withDefaults().Match != 0.95 || cfg.withDefaults().Review != 0.5 {
		t.Errorf("empty: %+v, %v", cfg, err)
	}
	for text, want := range map[string]string{
		"match: 0.9\nmtach: 1\n": `d.yaml:2: unknown key "mtach"; did you mean "match"?`, "match: high\n": "d.yaml:1: match is a number from 0 to 1", "match: 2\n": "d.yaml:1: match is a number from 0 to 1",
		"match: 0.5\nreview: 0.6\n": "review", "pairs: -1\n": "d.yaml:1: pairs: expected a whole number from 0 on", "ignore: [shoe]\n": "shoe", "junk: {shoe: [x]}\n": "shoe", "blocking: [{finer: [zip]}]\n": "no keys",
	} {
		if _, err := ParseConfig("d.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "d.yaml") || !errors.Is(err, ErrConfig) {
			t.Errorf("%q: got %v, want d.yaml and %s", text, err, want)
		}
	}
}

func TestWrittenRules(t *testing.T) {
	list, _ := invented(t, 500, 3)
	r := find(t, Config{Blocking: []Blocking{{Keys: []string{"email"}}, {Keys: []string{"fields.absent"}}}}, Input{Customers: stream(list)})
	for _, p := range r.Pairs {
		if p.Rule != "email" {
			t.Fatalf("pair by rule %q", p.Rule)
		}
	}
	if len(r.Report.Blocking) != 2 || r.Report.Blocking[1].Rows != 0 {
		t.Errorf("coverage %+v", r.Report.Blocking)
	}
	_, err := Run(context.Background(), Config{Blocking: []Blocking{{Keys: []string{"shoe_size"}}}}, Input{Customers: stream(list)})
	if !errors.Is(err, blocking.ErrUnknownPart) {
		t.Errorf("got %v, want ErrUnknownPart", err)
	}
}

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte("match: 0.9\nblocking: [{keys: [email]}]\n"))
	f.Add([]byte("junk: {phone: ['1']}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if cfg, err := ParseConfig("x", data); err == nil && cfg.check() != nil {
			t.Fatal("a configuration was taken that does not pass its own check")
		}
	})
}
