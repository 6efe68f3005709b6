// Package ground is what the long proofs stand on: a folder of their own, the
// programs built into it, fresh stores, and programs that are killed.
package ground

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// Ground is a folder with programs and stores in it.
type Ground struct {
	Dir  string
	made int // store files
}

// New makes a folder that bears the proof's name and builds programs of cmd into
// it, such as "rollcall". Remove takes it away.
func New(proof string, programs ...string) (*Ground, error) {
	dir, err := os.MkdirTemp("", "rollcall-"+proof+"-")
	if err != nil {
		return nil, err
	}
	g := &Ground{Dir: dir}
	for _, program := range programs {
		if err := Run("", "go", "build", "-o", g.Path(program), "./cmd/"+program); err != nil {
			return nil, errors.Join(err, g.Remove())
		}
	}
	return g, nil
}

// Remove deletes the folder.
func (g *Ground) Remove() error { return os.RemoveAll(g.Dir) }

// Path returns where a file of the folder is.
func (g *Ground) Path(name string) string { return filepath.Join(g.Dir, name) }

// File returns the path of a SQLite store that is not there yet.
func (g *Ground) File() (string, error) {
	g.made++
	return g.Path(fmt.Sprintf("store-%d.db", g.made)), nil
}

// Run runs a program in a folder to its end; what it printed is part of the
// error.
func Run(dir, program string, args ...string) error {
	cmd := exec.Command(program, args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("%s %q: %w\n%s", filepath.Base(program), args, err, out)
	}
	return nil
}

// KillAfter kills a program that runs after a while and waits for its end.
// killed is false when it came to its end before; ended is then how.
func KillAfter(cmd *exec.Cmd, wait time.Duration) (killed bool, ended error) {
	time.Sleep(wait)
	if err := cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return false, err
	}
	err := cmd.Wait()
	if cmd.ProcessState.ExitCode() == -1 {
		return true, nil
	}
	return false, err
}
