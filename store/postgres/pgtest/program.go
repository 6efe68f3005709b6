package pgtest

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	embeddedpostgres "github.com/fergusstrange/embedded-postgres"
)

// places are where systems keep the server programs, which are rarely in PATH.
var places = []string{
	"/usr/lib/postgresql/*/bin", // Debian, Ubuntu
	"/usr/pgsql-*/bin",          // Red Hat, from postgresql.org
	"/usr/local/pgsql/bin",      // from source
	"/opt/homebrew/opt/postgresql*/bin",
	"/usr/local/opt/postgresql*/bin",
}

// findPrograms returns the folder of initdb and postgres: the newest version
// that is installed, or what can be downloaded.
func findPrograms() (string, error) {
	var found []string
	for _, place := range places {
		dirs, _ := filepath.Glob(place) // the patterns are well-formed
		found = append(found, dirs...)
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		found = append(found, filepath.Dir(path))
	}
	found = slices.DeleteFunc(found, func(dir string) bool { return !complete(dir) })
	if len(found) > 0 {
		return slices.MaxFunc(found, func(a, b string) int { return version(a) - version(b) }), nil
	}
	return download()
}

func complete(dir string) bool {
	for _, program := range []string{"initdb", "postgres"} {
		if _, err := os.Stat(filepath.Join(dir, program)); err != nil {
			return false
		}
	}
	return true
}

// version reads the first number in a folder's path; 0 when there is none.
func version(dir string) int {
	digits := strings.FieldsFunc(dir, func(r rune) bool { return r < '0' || r > '9' })
	if len(digits) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(digits[0]) // digits only
	return n
}

// download fetches the server programs into the user's cache. The library
// starts a server too, which fails for root and is not wanted: only the
// programs that it leaves behind are used.
func download() (string, error) {
	cache, err := os.UserCacheDir()
	if os.Geteuid() == 0 { // root's own cache is closed to the user that the server runs as
		cache, err = "/var/cache", nil
	}
	if err != nil {
		return "", err
	}
	root := filepath.Join(cache, "rollcall-postgres")
	bin := filepath.Join(root, "bin")
	if complete(bin) {
		return bin, nil
	}
	config := embeddedpostgres.DefaultConfig().Version(embeddedpostgres.V16).Port(54329).
		BinariesPath(root).CachePath(filepath.Join(root, "download")).RuntimePath(filepath.Join(root, "run")).Logger(&strings.Builder{})
	server := embeddedpostgres.NewDatabase(config)
	err = server.Start()
	if err == nil {
		err = server.Stop()
	}
	if complete(bin) {
		return bin, nil
	}
	return "", errors.Join(fmt.Errorf("these tests need a PostgreSQL server and there is none: install one "+
		"(Debian, Ubuntu: apt-get install postgresql) or name one by %s=postgres://user@host/db", Variable), err)
}
