// Package pgtest gives tests a real PostgreSQL server and fresh databases on
// it: the server named by ROLLCALL_TEST_POSTGRES, else one of its own from the
// server programs on this machine, else from downloaded ones. It is never
// replaced by anything else and tests are never skipped: where no server can
// be had, they fail and say what to install.
package pgtest

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Variable is the environment variable that may name a server: a URL whose
// user may create databases.
const Variable = "ROLLCALL_TEST_POSTGRES"

// patience is how long a server may take to start, stop or make a database.
const patience = time.Minute

// shared is the one server of this process. Nothing stops it: its supervisor
// does when the process ends, in whatever way. Its stop is kept all the same,
// because what it holds keeps the server alive.
var shared = sync.OnceValues(func() (server, error) {
	url, stop, err := Start()
	return server{url, stop}, err
})

type server struct {
	url  string
	stop func()
}

// URL returns the URL of a fresh, empty database that is dropped when the test
// ends. All tests of a process share one server.
func URL(t testing.TB) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	fresh, drop, err := Database(server.url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	return fresh
}

// CopyOf returns the URL of a fresh database that holds what another one, to
// which nobody is connected, does. It is dropped when the test ends.
func CopyOf(t testing.TB, url string) string {
	t.Helper()
	server, err := shared()
	if err != nil {
		t.Fatal(err)
	}
	fresh, drop, err := create(server.url, nameOf(url))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(drop)
	return fresh
}

// Start returns the URL of a server that is ready, for programs and script
// tests that have no testing.TB where they begin. Calling stop ends and removes
// the server, as does the end of this process, even by a kill; a server named
// by the environment is left alone.
func Start() (url string, stop func(), err error) {
	if url := os.Getenv(Variable); url != "" {
		return url, func() {}, nil
	}
	programs, err := findPrograms()
	if err != nil {
		return "", nil, err
	}
	return launch(programs)
}

var databases atomic.Int64

// Database makes an empty database on the server and returns its URL and what
// drops it, sessions that are still open included.
func Database(server string) (fresh string, drop func(), err error) {
	return create(server, "template0")
}

func create(server, template string) (fresh string, drop func(), err error) {
	name := fmt.Sprintf("rollcall_test_%d_%d", os.Getpid(), databases.Add(1))
	if fresh, err = withDatabase(server, name); err != nil {
		return "", nil, err
	}
	if err := execute(server, "CREATE DATABASE "+name+" TEMPLATE "+template+" ENCODING 'UTF8'"); err != nil {
		return "", nil, fmt.Errorf("making a test database: %w", err)
	}
	return fresh, func() { _ = execute(server, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)") }, nil
}

// nameOf returns the name of a URL's database.
func nameOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return strings.TrimPrefix(u.Path, "/")
}

func withDatabase(server, name string) (string, error) {
	u, err := url.Parse(server)
	if err != nil {
		return "", fmt.Errorf("%s is no URL", Variable) // its text may hold a password
	}
	u.Path = "/" + name
	return u.String(), nil
}

// execute runs one statement on a connection of its own.
func execute(server, sql string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, server)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, sql)
	return err
}
