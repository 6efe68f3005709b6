package connect_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"rollcall/store"
	"rollcall/store/connect"
	"rollcall/store/postgres/pgtest"
)

func TestOpenByAddress(t *testing.T) {
	dir := t.TempDir()
	for address, engine := range map[string]string{
		filepath.Join(dir, "a.db"):             "sqlite ",
		"sqlite:" + filepath.Join(dir, "b.db"): "sqlite ",
		pgtest.URL(t):                          "postgres ",
	} {
		s, err := connect.Open(t.Context(), address, store.Options{Mode: store.Write})
		if err != nil {
			t.Fatal(err)
		}
		status, err := s.Status(t.Context())
		if err != nil || !strings.HasPrefix(status.Engine, engine) {
			t.Errorf("%s: engine %q, %v", connect.Display(address), status.Engine, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestReadingMakesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	for _, address := range []string{path, pgtest.URL(t)} {
		if _, err := connect.Open(t.Context(), address, store.Options{Mode: store.Read}); !errors.Is(err, store.ErrNoStore) {
			t.Errorf("%s: %v", connect.Display(address), err)
		}
	}
	if _, err := os.Stat(path); !os.IsNotExist(err) {
		t.Errorf("a file was made: %v", err)
	}
	if _, err := connect.Open(t.Context(), "", store.Options{}); err == nil {
		t.Error("an empty address opens something")
	}
}

func TestPasswordsAreNotShown(t *testing.T) {
	for _, address := range []string{
		"postgres://ann:s3cret@127.0.0.1:1/db?connect_timeout=1",
		"postgresql://127.0.0.1:1/db?user=ann&password=s3cret&connect_timeout=1",
		"postgres://ann:s3cret@[::1/db",
		"postgres://ann:s3cret@127.0.0.1:port/db",
	} {
		if shown := connect.Display(address); strings.Contains(shown, "s3cret") {
			t.Errorf("shown as %s", shown)
		}
		_, err := connect.Open(context.Background(), address, store.Options{})
		if err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("error %v", err)
		}
	}
}
