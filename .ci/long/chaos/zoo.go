package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// importers is how many imports run at once.
const importers = 3

// rowsPerImport is how many rows an import brings; every tenth comes twice
// under another import id, so that there is something to merge.
const rowsPerImport = 2000

// zoo is the programs that run on one store.
type zoo struct {
	options
	program, dir, address string

	mu           sync.Mutex
	random       *rand.Rand
	running      map[*exec.Cmd]string // and what each is
	killed       map[*exec.Cmd]bool
	ended        map[string]int // how often each ended well
	waited       map[string]int // or waited in vain for the lock
	kills        map[string]int
	acknowledged []string // import ids of imports that ended well
	problems     []error
}

// live starts all programs over and over until the time is up, and kills one
// every now and then.
func (z *zoo) live(ctx context.Context) {
	z.killed, z.ended, z.waited, z.kills = map[*exec.Cmd]bool{}, map[string]int{}, map[string]int{}, map[string]int{}
	ctx, cancel := context.WithTimeout(ctx, z.length)
	defer cancel()
	var all sync.WaitGroup
	for i := range importers {
		all.Go(func() { z.imports(ctx, i) })
	}
	for range 2 {
		all.Go(func() {
			z.repeat(ctx, "merge", "merge", "auto", "--yes", "--max-share", "1", "--auto", "0.9", "--wait", "1m")
		})
	}
	all.Go(func() { z.repeat(ctx, "dedupe", "dedupe", "--wait", "1m") })
	all.Go(func() { z.repeat(ctx, "list", "list", "--search", "bab", "--json", "--include", "mergeHistory") })
	all.Go(func() { z.repeat(ctx, "export", "export", "-", "--format", "jsonl") })
	all.Go(func() { z.repeat(ctx, "status", "db", "check") })
	for tick := time.Tick(z.every); ctx.Err() == nil; {
		select {
		case <-ctx.Done():
		case <-tick:
			z.kill()
		}
	}
	all.Wait()
}

// imports writes one new file after another and imports it; what a kill left
// half done is resumed.
func (z *zoo) imports(ctx context.Context, importer int) {
	for n := 0; ctx.Err() == nil; n++ {
		path := filepath.Join(z.dir, fmt.Sprintf("rows-%d-%d.csv", importer, n))
		importIDs, err := writeRows(path, importer, n)
		if err != nil {
			z.problem(err)
			return
		}
		args := []string{"import", path, "--reports", path + "-reports", "--batch", "500", "--wait", "1m", "--resume"}
		for ctx.Err() == nil {
			if z.start("import", args) {
				z.mu.Lock()
				z.acknowledged = append(z.acknowledged, importIDs...)
				z.mu.Unlock()
				break
			}
		}
	}
}

func writeRows(path string, importer, n int) (importIDs []string, err error) {
	var b bytes.Buffer
	b.WriteString("externalCustomerImportId,firstName,lastName,email,phoneNumber\n")
	for i := range rowsPerImport {
		who := i - i%10/9 // the tenth of every ten is the ninth again
		importID := fmt.Sprintf("I%d-%d-%d", importer, n, i)
		importIDs = append(importIDs, importID)
		person := rand.New(rand.NewPCG(uint64(importer)<<32|uint64(n), uint64(who)))
		fmt.Fprintf(&b, "%s,%s,%s,%s@example.org,+1212%07d\n", importID, word(person, 6), word(person, 8), word(person, 10), 2_000_000+person.IntN(7_999_999))
	}
	return importIDs, os.WriteFile(path, b.Bytes(), 0o600)
}

// word is a word that nobody else is called by, as a rule.
func word(random *rand.Rand, length int) string {
	letters := make([]byte, length)
	for i := range letters {
		letters[i] = "bdfgklmnprstvz"[random.IntN(14)]
		if i%2 == 1 {
			letters[i] = "aeiou"[random.IntN(5)]
		}
	}
	return string(letters)
}

// repeat starts one program over and over.
func (z *zoo) repeat(ctx context.Context, what string, args ...string) {
	for ctx.Err() == nil {
		z.start(what, args)
	}
}

// Exit codes that programs may end with here.
const (
	done   = 0
	locked = 5
)

// start runs a program and says whether it ended well.
func (z *zoo) start(what string, args []string) bool {
	c, text := z.command(args)
	z.mu.Lock()
	err := c.Start()
	z.running[c] = what
	z.mu.Unlock()
	if err == nil {
		err = c.Wait()
	}
	z.mu.Lock()
	defer z.mu.Unlock()
	delete(z.running, c)
	var exit *exec.ExitError
	switch {
	case err == nil:
		z.ended[what]++
		return true
	case z.killed[c]:
	case errors.As(err, &exit) && exit.ExitCode() == locked:
		z.waited[what]++
	case len(z.problems) < 20:
		z.problems = append(z.problems, fmt.Errorf("%v: %w\n%s", args, err, text.String()))
	}
	return false
}

// command prepares a program; what it says on standard error is kept.
func (z *zoo) command(args []string) (*exec.Cmd, *bytes.Buffer) {
	c := exec.Command(z.program, append([]string{"--db", z.address}, args...)...)
	c.Dir = z.dir
	text := &bytes.Buffer{}
	c.Stderr = text
	return c, text
}

// once runs a program that must end well.
func (z *zoo) once(args ...string) error {
	c, text := z.command(args)
	out, err := c.Output()
	if err != nil {
		return fmt.Errorf("%v: %w\n%s%s", args, err, out, text)
	}
	return nil
}

// kill ends one of the running programs, any of them.
func (z *zoo) kill() {
	z.mu.Lock()
	defer z.mu.Unlock()
	var list []*exec.Cmd
	for _, what := range slices.Sorted(maps.Values(z.running)) {
		for c, is := range z.running {
			if is == what && !slices.Contains(list, c) {
				list = append(list, c)
			}
		}
	}
	if len(list) == 0 {
		return
	}
	victim := list[z.random.IntN(len(list))]
	z.kills[z.running[victim]]++
	z.killed[victim] = true
	_ = victim.Process.Kill() // it may have ended just now
}

func (z *zoo) problem(err error) {
	z.mu.Lock()
	defer z.mu.Unlock()
	z.problems = append(z.problems, err)
}

func (z *zoo) report(w io.Writer) {
	fmt.Fprintf(w, "%s, %v:\n", filepath.Base(z.dir), z.length)
	for _, what := range []string{"import", "merge", "dedupe", "list", "export", "status"} {
		fmt.Fprintf(w, "  %-7s %4d ended well, %d killed, %d waited in vain\n", what, z.ended[what], z.kills[what], z.waited[what])
	}
}
