package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"rollcall/dedupe"
	"rollcall/dedupe/outcome"
	"rollcall/importer/row"
	"rollcall/store"
	"rollcall/store/customer"
)

// ErrOutcome says that the files of an outcome do not fit together, or not the store.
var ErrOutcome = errors.New("nothing was loaded")

// mostFaults bounds the faults that are listed.
const mostFaults = 20

// The optional files beside pairs and clusters.
const (
	outcomeModel   = "model.json"   // the frozen model that they were found with
	outcomeSummary = "summary.json" // what was searched
)

// LoadOutcome takes pairs and clusters that were found elsewhere from the files of a
// folder into the store, in place of the last outcome. All is checked before anything
// is written; errors wrap ErrOutcome and name every fault's file and line.
func (s *Session) LoadOutcome(ctx context.Context, folder string) (*DedupeSummary, error) {
	l := &loading{Session: s, folder: folder}
	if err := l.read(ctx); err != nil {
		return nil, err
	}
	sum := &DedupeSummary{Step: "dedupe"}
	err := s.perform(ctx, step{kind: "dedupe", config: map[string]string{"load": folder}}, func(run *customer.Run) (any, error) {
		sum.Run = run.ID
		return sum, l.keep(ctx, run.ID, sum)
	})
	return sum, err
}

// loading is an outcome on its way from files into the store.
type loading struct {
	*Session
	folder string
	faults []error
	refs   []naming
	found  store.Matching
}

// naming is a customer that a line names; at is its file and line.
type naming struct {
	member customer.Member
	at     string
}

func (l *loading) fault(at string, err error) {
	l.faults = append(l.faults, fmt.Errorf("%s: %w", at, err))
}

// err joins the faults, of which it lists the first ones.
func (l *loading) err() error {
	if len(l.faults) == 0 {
		return nil
	}
	shown := l.faults[:min(len(l.faults), mostFaults)]
	if more := len(l.faults) - len(shown); more > 0 {
		shown = append(shown[:len(shown):len(shown)], fmt.Errorf("and %d more", more))
	}
	return fmt.Errorf("%w: %w", ErrOutcome, errors.Join(shown...))
}

// read reads and checks all files.
func (l *loading) read(ctx context.Context) error {
	entries, err := os.ReadDir(l.folder)
	if err != nil {
		return err
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	files, err := outcome.In(names)
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrOutcome, l.folder, err)
	}
	var pairs outcome.Pairs
	var clusters outcome.Clusters
	if err := errors.Join(l.table(ctx, files.Pairs, &pairs), l.table(ctx, files.Clusters, &clusters)); err != nil {
		return err
	}
	l.found.Pairs, l.found.Comparisons = pairs.List()
	if l.found.Clusters, err = clusters.List(); err != nil {
		l.fault(l.folder, err)
	}
	if err := l.err(); err != nil {
		return err
	}
	return l.beside()
}

// gatherer takes the lines of an outcome's files.
type gatherer interface {
	Header(cells []string) error
	Add(cells []string) ([]customer.Member, error)
}

// table reads the files of one kind.
func (l *loading) table(ctx context.Context, files []string, to gatherer) error {
	for _, name := range files {
		if err := l.file(ctx, filepath.Join(l.folder, name), to); err != nil {
			return err
		}
	}
	return nil
}

func (l *loading) file(ctx context.Context, path string, to gatherer) error {
	r, err := row.Open(ctx, row.Source{Path: path}, row.Options{Format: "csv", CSV: row.CSVOptions{Delimiter: ",", Encoding: "utf-8", HeaderRow: 1}})
	if err != nil {
		return err
	}
	defer r.Close()
	if err := to.Header(r.Header()); err != nil {
		l.fault(path+":1", err)
		return nil
	}
	for line, err := range r.Rows() {
		if err != nil {
			return err
		}
		if at := fmt.Sprintf("%s:%d", path, line.Line); line.Fault != nil {
			l.fault(at, errors.New(line.Fault.Message))
		} else if !line.Blank() {
			l.line(at, texts(line.Cells), to)
		}
	}
	return nil
}

// line takes one line and notes the customers that it names.
func (l *loading) line(at string, cells []string, to gatherer) {
	named, err := to.Add(cells)
	if err != nil {
		l.fault(at, err)
	}
	for _, m := range named {
		l.refs = append(l.refs, naming{m, at})
	}
}

func texts(cells []row.Cell) []string {
	list := make([]string, len(cells))
	for i := range cells {
		list[i] = cells[i].Text
	}
	return list
}

// beside reads the model and the summary, where they are.
func (l *loading) beside() (err error) {
	if l.found.Model, err = readModel(filepath.Join(l.folder, outcomeModel)); err != nil {
		return err
	}
	if l.found.Model != nil {
		m, err := dedupe.ParseModel(l.found.Model)
		if err != nil {
			return fmt.Errorf("%w: %s: %w", ErrOutcome, filepath.Join(l.folder, outcomeModel), err)
		}
		for i := range l.found.Clusters {
			l.found.Clusters[i].Trusted = m.Scoring.Trusted
		}
	}
	l.found.CandidatePairs = int64(len(l.found.Pairs))
	data, err := os.ReadFile(filepath.Join(l.folder, outcomeSummary))
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var sum DedupeSummary
	if err == nil {
		err = json.Unmarshal(data, &sum)
	}
	if err != nil {
		return fmt.Errorf("%w: %s: %w", ErrOutcome, filepath.Join(l.folder, outcomeSummary), err)
	}
	l.found.CandidatePairs = max(l.found.CandidatePairs, sum.CandidatePairs)
	return nil
}
