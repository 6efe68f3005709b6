// Command kill disturbs imports at random moments and proves that, resumed,
// they end with the same store and the same reports as an undisturbed one:
//
//	go run ./.ci/long/kill [--rows 200000] [--kills 20] [--seed 1] [--store sqlite|postgres|both]
//
// On each store it kills as many imports once each, then one import again and
// again; on PostgreSQL it restarts the server in the middle as well. It builds
// the program itself and starts a PostgreSQL server of its own, and takes some
// minutes.
package main

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"time"

	"rollcall/.ci/long/internal/ground"
)

func main() {
	s := &series{}
	flag.IntVar(&s.rows, "rows", 200_000, "rows of the import")
	flag.IntVar(&s.kills, "kills", 20, "how often an import is killed")
	seed := flag.Uint64("seed", 1, "of the moments")
	engines := flag.String("store", "both", "sqlite, postgres or both")
	flag.Parse()
	s.random = rand.New(rand.NewPCG(*seed, 0))
	if err := s.run(ground.Engines(*engines)); err != nil {
		fmt.Fprintln(os.Stderr, "kill:", err)
		os.Exit(1)
	}
}

// series is one run of this command.
type series struct {
	*ground.Ground
	rows, kills int
	random      *rand.Rand
	server      *server
	databases   int
}

func (s *series) run(engines ground.Engines) (err error) {
	if s.Ground, err = ground.New("kill", "rollcall", "bench"); err != nil {
		return err
	}
	err = s.prepare()
	if err == nil {
		err = engines.On(func() error { return s.onStore("sqlite", s.File) }, s.onPostgres)
	}
	return errors.Join(err, s.Remove())
}

// prepare writes the rows.
func (s *series) prepare() error {
	if err := ground.Run(s.Dir, s.Path("bench"), "generate", "--customers", fmt.Sprint(s.rows), "--out", s.Dir); err != nil {
		return err
	}
	return spoil(s.Path("customers.csv"))
}

func (s *series) onPostgres() (err error) {
	if s.server, err = startServer(); err != nil {
		return err
	}
	defer s.server.stop()
	return s.onStore("postgres", func() (string, error) {
		s.databases++
		return s.server.database(fmt.Sprintf("kill_%d", s.databases))
	})
}

// onStore disturbs imports into one kind of store in every way.
func (s *series) onStore(name string, fresh func() (string, error)) error {
	whole, err := s.attempt(fresh, "whole")
	if err != nil {
		return err
	}
	started := time.Now()
	if err := whole.finish(); err != nil {
		return err
	}
	took := time.Since(started)
	want, err := whole.result()
	if err != nil {
		return err
	}
	whole.remove()
	fmt.Printf("%s: %d rows undisturbed in %.1f s\n", name, s.rows, took.Seconds())
	wrong := s.once(name, fresh, took, want) + s.again(name, fresh, took, want)
	if s.server != nil {
		wrong += s.restarted(fresh, took, want)
	}
	if wrong > 0 {
		return fmt.Errorf("%s: %d imports ended otherwise than the undisturbed one", name, wrong)
	}
	return nil
}

// once kills imports once each, resumes them and returns how many ended
// otherwise.
func (s *series) once(name string, fresh func() (string, error), took time.Duration, want outcome) (wrong int) {
	killed := 0
	for i := range s.kills {
		same, err := s.disturbed(fresh, fmt.Sprintf("once-%d", i), want, func(a *attempt) (ended bool, err error) {
			ended, err = a.killAfter(s.moment(took))
			if !ended {
				killed++
			}
			return ended, err
		})
		if !same {
			fmt.Printf("%s: import %d ends otherwise: %v\n", name, i+1, err)
			wrong++
		}
	}
	fmt.Printf("%s: %d imports, %d of them killed before their end, resumed: %d differ\n", name, s.kills, killed, wrong)
	return wrong
}

// again kills one import many times, resuming it after each.
func (s *series) again(name string, fresh func() (string, error), took time.Duration, want outcome) (wrong int) {
	killed := 0
	same, err := s.disturbed(fresh, "again", want, func(a *attempt) (ended bool, err error) {
		for killed < s.kills && !ended && err == nil {
			// Each start reads what was done before, so a part of the whole
			// time is enough to get on.
			if ended, err = a.killAfter(s.moment(took / 4)); !ended {
				killed++
			}
		}
		return ended, err
	})
	fmt.Printf("%s: one import killed %d times and resumed: same result %v %s\n", name, killed, same, text(err))
	if !same {
		wrong++
	}
	return wrong
}

// restarted restarts the database server in the middle of imports, in each mode
// of stopping it, or starts it again only when the import has given up.
func (s *series) restarted(fresh func() (string, error), took time.Duration, want outcome) (wrong int) {
	for _, mode := range []string{"fast", "immediate", gone} {
		message := "it went on by itself"
		same, err := s.disturbed(fresh, "restart-"+mode, want, func(a *attempt) (ended bool, err error) {
			if err := a.start(); err != nil {
				return false, err
			}
			time.Sleep(took / 3)
			if err := s.server.restart(mode); err != nil {
				return false, err
			}
			if err := a.wait(); err != nil {
				message = err.Error()
				return false, s.server.back(mode)
			}
			return true, s.server.back(mode)
		})
		fmt.Printf("postgres: server restarted (%s) in the middle: %s; at last the same result %v %s\n", mode, message, same, text(err))
		if !same {
			wrong++
		}
	}
	return wrong
}

// text is an error's message, if there is an error.
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// disturbed runs an import that something happens to, resumes it unless it came
// to its end all the same, and tells whether it ended as it should.
func (s *series) disturbed(fresh func() (string, error), name string, want outcome, disturb func(*attempt) (ended bool, err error)) (same bool, err error) {
	a, err := s.attempt(fresh, name)
	if err != nil {
		return false, err
	}
	defer a.remove()
	ended, err := disturb(a)
	if err != nil {
		return false, err
	}
	runs := a.runs()
	// A kill can come behind the run's end, before the program's: then there
	// is nothing to resume.
	if !ended && !strings.Contains(runs, " done ") {
		if err := a.finish("--resume"); err != nil {
			return false, err
		}
	}
	got, err := a.result()
	if err != nil {
		return false, err
	}
	if text := got.differs(want); text != "" {
		return false, fmt.Errorf("%s\nafter the disturbance:\n%s", text, runs)
	}
	return true, nil
}

// moment is a random time within the import.
func (s *series) moment(took time.Duration) time.Duration {
	return time.Duration(s.random.Int64N(int64(took)))
}
