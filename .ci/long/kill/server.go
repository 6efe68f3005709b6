package main

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
)

// server is a PostgreSQL server of this program alone, with its data kept
// through a crash as on a real one.
type server struct {
	programs string
	dir      string
	owner    *syscall.Credential
}

func startServer() (*server, error) {
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin")
	if err != nil || len(found) == 0 {
		return nil, errors.New("no PostgreSQL server programs: apt-get install postgresql")
	}
	s := &server{programs: slices.Max(found)}
	if s.dir, err = os.MkdirTemp("/tmp", "rollcall-kill-pg-"); err != nil {
		return nil, err
	}
	if err := s.become(); err != nil {
		return nil, err
	}
	if err := s.call("initdb", "-D", s.data(), "-U", "rollcall", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"); err != nil {
		return nil, err
	}
	return s, s.control("start")
}

// become makes the server run as postgres where this program is root, which
// PostgreSQL refuses.
func (s *server) become() error {
	if os.Geteuid() != 0 {
		return nil
	}
	u, err := user.Lookup("postgres")
	if err != nil {
		return err
	}
	uid, errUID := strconv.ParseUint(u.Uid, 10, 32)
	gid, errGID := strconv.ParseUint(u.Gid, 10, 32)
	s.owner = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return errors.Join(errUID, errGID, os.Chown(s.dir, int(uid), int(gid)))
}

func (s *server) data() string { return filepath.Join(s.dir, "data") }

// control asks pg_ctl to do something.
func (s *server) control(what string, flags ...string) error {
	options := fmt.Sprintf("-k %s -c listen_addresses= -c max_wal_size=4GB", s.dir)
	args := append([]string{what, "-D", s.data(), "-w", "-l", filepath.Join(s.dir, "log"), "-o", options}, flags...)
	return s.call("pg_ctl", args...)
}

// gone is the mode in which a stopped server does not come back by itself.
const gone = "gone"

// restart stops the server in a mode of pg_ctl and starts it again.
func (s *server) restart(mode string) error {
	if mode == gone {
		return s.control("stop", "-m", "immediate")
	}
	return s.control("restart", "-m", mode)
}

// back starts a server that is gone.
func (s *server) back(mode string) error {
	if mode != gone {
		return nil
	}
	return s.control("start")
}

// stop ends the server and removes its data.
func (s *server) stop() {
	if err := s.control("stop", "-m", "immediate"); err != nil {
		fmt.Fprintln(os.Stderr, "kill:", err)
	}
	os.RemoveAll(s.dir)
}

// database makes an empty database and returns its URL.
func (s *server) database(name string) (string, error) {
	if err := s.call("createdb", "-h", s.dir, "-U", "rollcall", name); err != nil {
		return "", err
	}
	u := url.URL{Scheme: "postgres", User: url.User("rollcall"), Path: "/" + name, RawQuery: url.Values{"host": {s.dir}}.Encode()}
	return u.String(), nil
}

func (s *server) call(program string, args ...string) error {
	cmd := exec.Command(filepath.Join(s.programs, program), args...)
	cmd.Dir = s.dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner}
	if err := cmd.Run(); err != nil { // its output stays open in the server
		return fmt.Errorf("%s %s: %w", program, args[0], err)
	}
	return nil
}
