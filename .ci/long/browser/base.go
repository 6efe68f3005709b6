package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
)

// base is a store with clusters that wait.
type base struct{ program, dir, db string }

// header of the customers: the names that need no mapping.
var header = []string{"externalCustomerImportId", "customerSource", "title", "firstName", "middleName", "lastName", "email", "phoneNumber",
	"address[primary].streetAddress1", "address[primary].city", "address[primary].zipCode", "fields.date_of_birth"}

// handMade are clusters to look at: long names, scripts from right to left and
// without spaces, four customers of whom one is somebody else.
var handMade = [][]string{
	{"RE-1", "RE", "Dr.", "Maximiliane", "Alexandrina", "Freifrau von und zu Hohenlohe-Waldenburg-Schillingsfürst", "maximiliane.hohenlohe@a-very-long-domain-name-of-a-foundation.example.org", "617 555 0101", "4711 Commonwealth Avenue, Rear Building, Staircase C, Third Floor Left", "Newton Upper Falls", "02464", "1961-05-17"},
	{"SF-1", "SF", "", "Maximiliana", "", "von Hohenlohe-Waldenburg-Schillingsfürst", "maximiliane.hohenlohe@a-very-long-domain-name-of-a-foundation.example.org", "(617) 555-0101", "4711 Commonwealth Ave", "Newton", "02464", "1961-05-17"},
	{"RE-2", "RE", "", "محمد", "", "عبد الرحمن الهاشمي", "m.alhashimi@example.org", "617 555 0102", "شارع الملك فهد ١٢", "الرياض", "12211", "1975-03-08"},
	{"SF-2", "SF", "", "محمود", "", "عبد الرحمن الهاشمي", "m.alhashimi@example.org", "617 555 0102", "شارع الملك فهد 12", "الرياض", "12211", "1975-03-08"},
	{"RE-3", "RE", "", "美咲", "", "佐々木", "misaki.sasaki@example.org", "617 555 0103", "東京都千代田区丸の内一丁目9番1号", "東京", "100-0005", "1988-12-01"},
	{"SF-3", "SF", "", "美幸", "", "佐々木", "misaki.sasaki@example.org", "617 555 0103", "東京都千代田区丸の内1-9-1", "東京", "100-0005", "1988-12-01"},
	{"RE-4", "RE", "", "Katherine", "", "O'Donnell", "kate.odonnell@example.org", "617 555 0104", "12 Elm Street", "Boston", "02116", "1970-01-31"},
	{"SF-4", "SF", "", "Kate", "M", "O'Donnell", "kate.odonnell@example.org", "617 555 0104", "12 Elm St", "Boston", "02116", "1970-01-31"},
	{"T-4", "Acme", "", "Katherin", "", "ODonell", "kate.odonnell@example.org", "617 555 0104", "12 Elm Str.", "Boston", "02116", "1970-01-13"},
	{"W-4", "Acme", "Mr.", "Keith", "", "O'Donnell", "kate.odonnell@example.org", "617 555 0104", "12 Elm Street", "Boston", "02116", "1970-01-31"},
}

// syllables make names that are seldom alike.
var syllables = []string{"bar", "cal", "dor", "fen", "gar", "hol", "kel", "lan", "mor", "nor", "pem", "ros", "san", "tor", "ul", "ver", "wal", "yor", "zan", "bren",
	"bri", "com", "dal", "fiel", "gat", "ham", "hur", "ing", "ley", "mer", "sha", "ste", "sto", "vil", "wic", "woo", "tri", "quo", "pra", "ost"}

func name(r *rand.Rand, parts int) string {
	text := ""
	for range parts {
		text += syllables[r.IntN(len(syllables))]
	}
	return strings.ToUpper(text[:1]) + text[1:]
}

// fill loads the hand-made customers and n pairs whose last names differ by two
// letters, and finds them.
func (b *base) fill(ctx context.Context, n int) error {
	path := filepath.Join(b.dir, "customers.csv")
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	w := csv.NewWriter(f)
	_ = w.Write(header) // Flush tells
	_ = w.WriteAll(handMade)
	random := rand.New(rand.NewPCG(1, 2))
	for i := range n {
		_ = w.WriteAll(pairOf(random, i))
	}
	w.Flush()
	if err := errors.Join(w.Error(), f.Close()); err != nil {
		return err
	}
	for _, args := range [][]string{{"import", path}, {"dedupe"}} {
		if out, err := b.command(ctx, args...).CombinedOutput(); err != nil {
			return fmt.Errorf("rollcall %s: %w: %s", args[0], err, out)
		}
	}
	return nil
}

// pairOf is one person twice, with a last name that two letters tell apart.
func pairOf(r *rand.Rand, i int) [][]string {
	first, last := name(r, 2), name(r, 3)
	other := last[:2] + "x" + last[3:len(last)-1] + "y"
	rest := []string{fmt.Sprintf("%s.%d@example.org", strings.ToLower(name(r, 2)), i), fmt.Sprintf("%d %03d %04d", 201+r.IntN(700), 200+r.IntN(700), r.IntN(10000)),
		fmt.Sprintf("%d %s Street", 1+r.IntN(900), name(r, 2)), name(r, 2), fmt.Sprintf("%05d", 1000+r.IntN(90000)),
		fmt.Sprintf("19%02d-%02d-%02d", 40+r.IntN(60), 1+r.IntN(12), 1+r.IntN(28))}
	n := strconv.Itoa(100 + i)
	return [][]string{append([]string{"RE-" + n, "RE", "", first, "", last}, rest...), append([]string{"SF-" + n, "SF", "", first, "", other}, rest...)}
}

// command runs the program on the store.
func (b *base) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, b.program, append([]string{"--db", b.db}, args...)...)
	cmd.Dir = b.dir
	return cmd
}

var errEnd = errors.New("Ctrl-C does not end the review with 130")

// reviewer is a rollcall review that runs.
type reviewer struct {
	*exec.Cmd
	URL     string `json:"url"`
	Waiting int    `json:"waiting"`
	log     bytes.Buffer
}

// review starts one for a user.
func (b *base) review(ctx context.Context, user string) (*reviewer, error) {
	r := &reviewer{Cmd: b.command(ctx, "--json", "--user", user, "review")}
	r.Stderr = &r.log
	out, err := r.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := r.Start(); err != nil {
		return nil, err
	}
	if err := json.NewDecoder(bufio.NewReader(out)).Decode(r); err != nil {
		return nil, fmt.Errorf("review said no address: %w: %s", errors.Join(err, r.Wait()), r.log.String())
	}
	return r, nil
}

// visit starts a review for a user and opens it in a browser.
func (b *base) visit(ctx context.Context, user string) (*reviewer, *tab, error) {
	r, err := b.review(ctx, user)
	if err != nil {
		return nil, nil, err
	}
	t, err := open(ctx, r.URL)
	if err != nil {
		return nil, nil, errors.Join(err, r.end())
	}
	return r, t, nil
}

// end interrupts it, as Ctrl-C does, and checks that it ends with 130.
func (r *reviewer) end() error {
	if err := r.Process.Signal(os.Interrupt); err != nil {
		return err
	}
	err := r.Wait()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 130 {
		return fmt.Errorf("%w: %s", errors.Join(errEnd, err), r.log.String())
	}
	return nil
}
