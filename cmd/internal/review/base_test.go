package review

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"rollcall/cmd/internal/pipeline"
	"rollcall/dedupe/merge"
	"rollcall/store"
	"rollcall/store/connect"
	"rollcall/store/customer"
	"rollcall/store/postgres/pgtest"
)

// eachStore runs a test on both drivers, on an empty store.
func eachStore(t *testing.T, test func(t *testing.T, address string)) {
	t.Run("sqlite", func(t *testing.T) { test(t, filepath.Join(t.TempDir(), "rollcall.db")) })
	t.Run("postgres", func(t *testing.T) { test(t, pgtest.URL(t)) })
}

func openStore(t *testing.T, address, user string) store.Store {
	t.Helper()
	s, err := connect.Open(t.Context(), address, store.Options{User: user, Mode: store.Write})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// fill makes n clusters of two customers each and one of four, which wait
// because their names differ, and a possible match.
func fill(t *testing.T, s store.Store, n int) []*customer.Customer {
	t.Helper()
	ids, customerIDs, err := s.Reserve(t.Context(), 2*n+6)
	must(t, err)
	list := make([]*customer.Customer, len(ids))
	for i := range list {
		list[i] = &customer.Customer{ID: ids[i], CustomerID: customerIDs[i], ImportID: fmt.Sprintf("I-%05d", i), Source: "RE", Version: 1,
			FirstName: "Ann", LastName: fmt.Sprintf("Lee %d", i/2), Email: fmt.Sprintf("ann%d@example.org", i)}
	}
	for i := range n {
		list[2*i+1].FirstName = "Eve"
	}
	four, pair := list[2*n:2*n+4], list[2*n+4:]
	four[3].FirstName = "Ida"
	run := &customer.Run{Kind: "import"}
	must(t, s.Begin(t.Context(), run))
	must(t, s.Take(t.Context(), store.Batch{Run: run.ID, New: list}))
	m := store.Matching{Run: "found", Clusters: []customer.Cluster{clusterOf("four", 0.97, four)}, Pairs: []customer.Pair{{LeftID: pair[0].ID, RightID: pair[1].ID,
		LeftImport: pair[0].ImportID, RightImport: pair[1].ImportID, Probability: 0.7, Decision: customer.PossibleMatch}}}
	for i := range n {
		m.Clusters = append(m.Clusters, clusterOf(fmt.Sprintf("two-%05d", i), 0.96-float64(i)/1e5, list[2*i:2*i+2]))
	}
	must(t, s.SaveMatching(t.Context(), m))
	return list
}

func clusterOf(id string, link float64, list []*customer.Customer) customer.Cluster {
	c := customer.Cluster{ID: id, WeakestLink: link, Trusted: true, Decision: "auto"}
	for _, m := range list {
		c.Members = append(c.Members, customer.Member{ID: m.ID, ImportID: m.ImportID, Version: m.Version})
	}
	return c
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// options are those of a review of a store.
func options(s store.Store) Options {
	return Options{Policy: merge.DefaultPolicy(), Region: "US", Listen: "127.0.0.1:0",
		Session: &pipeline.Session{Store: s, Stopping: func() bool { return false }, Log: slog.New(slog.NewTextHandler(io.Discard, nil))},
		Lock: func(ctx context.Context) (func() error, error) {
			return s.Lock(ctx, "review", 50*time.Millisecond)
		}}
}

// visitor is a browser that came in by the link.
type visitor struct {
	*testing.T
	*Server
	client *http.Client
	at     string // where it is
	body   string // what it sees
}

// visit serves a review of a store and opens its link.
func visit(t *testing.T, s store.Store) *visitor {
	t.Helper()
	server, err := Open(t.Context(), options(s))
	must(t, err)
	web := &httptest.Server{Listener: server.listener, Config: &http.Server{Handler: server.handler}}
	web.Start()
	t.Cleanup(web.Close)
	jar, err := cookiejar.New(nil)
	must(t, err)
	v := &visitor{T: t, Server: server, client: &http.Client{Jar: jar}}
	v.see(http.NewRequest(http.MethodGet, server.URL(), nil))
	return v
}

// see follows a request to the page that it ends at.
func (v *visitor) see(r *http.Request, err error) {
	v.Helper()
	must(v.T, err)
	answer, err := v.client.Do(r)
	must(v.T, err)
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	must(v.T, err)
	v.at, v.body = answer.Request.URL.Path, string(body)
	if answer.StatusCode >= 400 {
		v.Fatalf("%s %s: %s: %s", r.Method, r.URL.Path, answer.Status, body)
	}
}

func (v *visitor) origin() string { return "http://" + v.guard.hosts[0] }

func (v *visitor) get(path string) {
	v.Helper()
	v.see(http.NewRequest(http.MethodGet, v.origin()+path, nil))
}

// post sends a form as a page of the server does.
func (v *visitor) post(path string, form url.Values) {
	v.Helper()
	r, err := http.NewRequest(http.MethodPost, v.origin()+path, strings.NewReader(form.Encode()))
	must(v.T, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", v.origin())
	v.see(r, nil)
}

var hidden = regexp.MustCompile(`name="fingerprint" value="([0-9a-f]+)"`)

// decide does something about the case that is seen, with what was filled in.
func (v *visitor) decide(do string, filled ...string) {
	v.Helper()
	form := url.Values{"do": {do}}
	if m := hidden.FindStringSubmatch(v.body); m != nil {
		form.Set("fingerprint", m[1])
	}
	for i := 0; i < len(filled); i += 2 {
		form.Add(filled[i], filled[i+1])
	}
	v.post(v.at, form)
}

// open shows a cluster.
func (v *visitor) open(cluster string) {
	v.Helper()
	v.get("/c/" + keyOf(cluster))
}

// shows checks that the page has all these texts.
func (v *visitor) shows(texts ...string) {
	v.Helper()
	for _, text := range texts {
		if !strings.Contains(v.body, text) {
			v.Errorf("%s does not show %q:\n%s", v.at, text, v.body)
		}
	}
}
