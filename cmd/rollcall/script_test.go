package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"rollcall/store/postgres/pgtest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"rollcall": func() { os.Exit(run(os.Args, os.Stdin, os.Stdout, os.Stderr)) },
	})
}

// TestSQLite runs the scripts that hold for every store on a SQLite file.
func TestSQLite(t *testing.T) { testscript.Run(t, params(t, "testdata/both", "")) }

// TestPostgres runs the same scripts on a real PostgreSQL server.
func TestPostgres(t *testing.T) {
	server, stop, err := pgtest.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	// Scripts run in parallel below this test; the server is stopped after them.
	t.Run("scripts", func(t *testing.T) { testscript.Run(t, params(t, "testdata/both", server)) })
}

// TestFiles runs the scripts that are about files, folders and the local store.
func TestFiles(t *testing.T) { testscript.Run(t, params(t, "testdata/files", "")) }

// params gives every script the samples and, where a server is given, an empty
// database on it.
func params(t *testing.T, dir, server string) testscript.Params {
	samples, err := filepath.Abs("../../samples")
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("SAMPLES", samples)
			env.Setenv("ROLLCALL_DB", "")
			if server == "" {
				return nil
			}
			url, drop, err := pgtest.Database(server)
			if err != nil {
				return err
			}
			env.Defer(drop)
			env.Setenv("ROLLCALL_DB", url)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "holds": holds},
	}
}

// exits runs a command that must end with the given code: exits CODE COMMAND...
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND...")
	}
	want, err := strconv.Atoi(args[0])
	if err != nil {
		ts.Fatalf("exits: %v", err)
	}
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("exits: %v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}
