package pgtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
)

// supervise is what watches over a server: it ends the server and removes its
// folder as soon as its standard input closes, which happens when the process
// that started it stops it, ends, or is killed.
const supervise = `
"$1/initdb" -D "$2/data" -U rollcall -A trust -E UTF8 --no-locale --no-sync --no-instructions >"$2/log" 2>&1 &&
"$1/postgres" -D "$2/data" -k "$2" -c listen_addresses= -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
  -c autovacuum=off -c max_connections=200 -c shared_buffers=256MB -c max_wal_size=4GB >>"$2/log" 2>&1 &
server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
pid=$(head -n 1 "$2/data/postmaster.pid" 2>/dev/null) && kill -QUIT "$pid" 2>/dev/null
wait
rm -rf "$2"
`

// launch starts a server in a folder of its own that only a local socket leads
// to, and waits until it answers.
func launch(programs string) (string, func(), error) {
	owner, err := unprivileged()
	if err != nil {
		return "", nil, err
	}
	dir, err := folder(owner)
	if err != nil {
		return "", nil, err
	}
	cmd := exec.Command("/bin/sh", "-c", supervise, "rollcall-pgtest", programs, dir)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=/usr/bin:/bin", "LC_ALL=C", "TZ=UTC"}
	// A session of its own: Ctrl-C reaches the tests, not their server.
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Credential: owner}
	leash, err := cmd.StdinPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("starting PostgreSQL: %w", err), os.RemoveAll(dir))
	}
	stop := stopper(cmd, leash)
	address := (&url.URL{Scheme: "postgres", User: url.User("rollcall"), Host: "", Path: "/postgres",
		RawQuery: url.Values{"host": {dir}}.Encode()}).String()
	if err := await(address, dir); err != nil {
		stop()
		return "", nil, err
	}
	return address, stop, nil
}

func stopper(cmd *exec.Cmd, leash io.Closer) func() {
	return func() {
		_ = leash.Close() // closing twice is harmless
		_ = cmd.Wait()    // the supervisor's exit code says nothing
	}
}

// await asks until the server answers; what it logged says why it does not.
func await(address, dir string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, address)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case <-ctx.Done():
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return fmt.Errorf("PostgreSQL did not start: %w\n%s", err, log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// unprivileged returns whom the server runs as: PostgreSQL refuses root. Nil
// means the present user.
func unprivileged() (*syscall.Credential, error) {
	if os.Geteuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
		gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
		if errUID == nil && errGID == nil {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid), NoSetGroups: true}, nil
		}
	}
	return nil, errors.New("PostgreSQL refuses to run as root, and there is neither a user postgres nor nobody: run the tests as another user")
}

// folder makes the server's folder. Its path is short, because a socket's may
// not exceed about a hundred bytes, and others may pass through its parent.
func folder(owner *syscall.Credential) (string, error) {
	parent := "/tmp"
	if _, err := os.Stat(parent); err != nil {
		parent = os.TempDir()
	}
	dir, err := os.MkdirTemp(parent, "rollcall-pg-")
	if err == nil && owner != nil {
		err = os.Chown(dir, int(owner.Uid), int(owner.Gid))
	}
	return dir, err
}
