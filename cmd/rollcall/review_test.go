package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestReview starts reviews of both stores as people do: the link comes as JSON,
// a decision is in the store at once, Finish ends with 0 and Ctrl-C with 130.
func TestReview(t *testing.T) {
	for name, fresh := range freshStores {
		t.Run(name, func(t *testing.T) {
			db, dir := fresh(t), t.TempDir()
			samples, err := filepath.Abs("../../samples/nightly.yaml")
			if err != nil {
				t.Fatal(err)
			}
			run := reviewing(t.Context(), dir, db, "run", samples)
			if out, _ := run.CombinedOutput(); run.ProcessState.ExitCode() != exitRejected {
				t.Fatalf("%s", out)
			}
			before := customers(t, dir, db)
			first := startReview(t, dir, db)
			page := first.get(first.Link)
			key := regexp.MustCompile(`/c/[0-9a-f]+`).FindString(page)
			page = first.get(first.origin + key)
			mark := regexp.MustCompile(`name="fingerprint" value="([0-9a-f]+)"`).FindStringSubmatch(page)
			if len(mark) < 2 {
				t.Fatalf("nothing to decide:\n%s", page)
			}
			first.post(key, url.Values{"do": {"merge"}, "fingerprint": {mark[1]}})
			if now := customers(t, dir, db); now != before-1 {
				t.Errorf("%d customers after the merge, while the review goes on; before it %d", now, before)
			}
			first.post("/finish", nil)
			first.ends(t, exitDone, "merged 1 customer into 1 other", "rollcall merge undo --run ")
			second := startReview(t, dir, db)
			if err := second.Process.Signal(os.Interrupt); err != nil {
				t.Fatal(err)
			}
			second.ends(t, exitInterrupted, "decided 0")
			if text := second.stderr.String(); strings.Contains(text, "stopping") {
				t.Errorf("it speaks of what a review has not:\n%s", text)
			}
		})
	}
}

// customers counts those in the store.
func customers(t *testing.T, dir, db string) int {
	t.Helper()
	out, err := reviewing(t.Context(), dir, db, "--json", "list", "--page-size", "1").Output()
	var answer struct {
		Payload struct{ Pagination struct{ Total int } }
	}
	if err == nil {
		err = json.Unmarshal(out, &answer)
	}
	if err != nil {
		t.Fatal(err)
	}
	return answer.Payload.Pagination.Total
}

// reviewing is the test binary as the program.
func reviewing(ctx context.Context, dir, db string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "rollcall", append([]string{"--db", db}, args...)...)
	cmd.Dir = dir
	return cmd
}

// served is a review that runs, and a browser that visits it.
type served struct {
	*exec.Cmd
	t      *testing.T
	Link   string `json:"url"`
	origin string
	client http.Client
	out    io.Reader
	stderr bytes.Buffer
}

func startReview(t *testing.T, dir, db string) *served {
	t.Helper()
	s := &served{Cmd: reviewing(t.Context(), dir, db, "--json", "review"), t: t}
	s.Stderr = &s.stderr
	out, err := s.StdoutPipe()
	if err == nil {
		err = s.Start()
	}
	if err == nil {
		d := json.NewDecoder(out)
		err = d.Decode(s)
		s.out = io.MultiReader(d.Buffered(), out)
	}
	if err != nil {
		t.Fatalf("review: %v\n%s", err, s.stderr.String())
	}
	s.client.Jar, _ = cookiejar.New(nil) // it has no way to fail
	s.origin, _, _ = strings.Cut(s.Link, "/enter")
	return s
}

func (s *served) do(r *http.Request, err error) string {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	answer, err := s.client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		s.t.Fatalf("%s: %s, %v\n%s", r.URL.Path, answer.Status, err, body)
	}
	return string(body)
}

func (s *served) get(address string) string {
	s.t.Helper()
	return s.do(http.NewRequest(http.MethodGet, address, nil))
}

func (s *served) post(path string, form url.Values) {
	s.t.Helper()
	r, err := http.NewRequest(http.MethodPost, s.origin+path, strings.NewReader(form.Encode()))
	if err == nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", s.origin)
	}
	s.do(r, err)
}

// ends waits for the program's end and checks what it said.
func (s *served) ends(t *testing.T, code int, says ...string) {
	t.Helper()
	rest, err := io.ReadAll(s.out)
	if err != nil || len(bytes.TrimSpace(rest)) > 0 {
		t.Errorf("after the document: %q, %v", rest, err)
	}
	timer := time.AfterFunc(time.Minute, func() { _ = s.Process.Kill() })
	defer timer.Stop()
	_ = s.Wait() // the exit code tells
	if got := s.ProcessState.ExitCode(); got != code {
		t.Errorf("exit code %d, want %d\n%s", got, code, s.stderr.String())
	}
	for _, text := range says {
		if !strings.Contains(s.stderr.String(), text) {
			t.Errorf("it does not say %q:\n%s", text, fmt.Sprint(s.stderr.String()))
		}
	}
}
