package pgtest_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"rollcall/store/postgres/pgtest"
)

func TestDatabasesAreFreshAndApart(t *testing.T) {
	ctx := context.Background()
	urls := []string{pgtest.URL(t), pgtest.URL(t)}
	if urls[0] == urls[1] {
		t.Fatal("the same database twice")
	}
	for _, url := range urls {
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close(ctx)
		if _, err := conn.Exec(ctx, "CREATE TABLE mine ()"); err != nil {
			t.Error(err)
		}
	}
}

func TestStopEndsAndRemovesTheServer(t *testing.T) {
	t.Setenv(pgtest.Variable, "")
	url, stop, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	stop()
	if _, err := pgx.Connect(context.Background(), url); err == nil {
		t.Error("the server still answers")
	}
	_, dir, _ := strings.Cut(url, "host=")
	if _, err := os.Stat(strings.ReplaceAll(dir, "%2F", "/")); !os.IsNotExist(err) {
		t.Errorf("its folder is still there: %v", err)
	}
}

func TestTheEnvironmentNamesTheServer(t *testing.T) {
	t.Setenv(pgtest.Variable, "postgres://somewhere/else")
	url, stop, err := pgtest.Start()
	if err != nil || url != "postgres://somewhere/else" {
		t.Errorf("%s, %v", url, err)
	}
	stop()
}
