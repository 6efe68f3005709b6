package importer

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"

	"rollcall/importer/row"
)

// checkpoint is where an import stands after a batch. It is committed with the
// batch, so that a resumed run goes on exactly there, its reports included.
type checkpoint struct {
	Input    int         `json:"input"`   // the input under way
	Records  int         `json:"records"` // of it, done
	Files    []Ledger    `json:"files"`
	Warnings int64       `json:"warnings"`
	Removed  int64       `json:"removed"`
	Reasons  reasons     `json:"reasons"`
	Fields   fieldCounts `json:"fields"`
	Errors   int64       `json:"errors"` // length of errors.csv
	Rows     []int64     `json:"rows"`   // lengths of the reject files
	Raw      []int64     `json:"raw"`
	Profiles []profile   `json:"profiles"`
}

// runner carries an import from row to row.
type runner struct {
	writer  *writer
	inputs  []Input
	opt     *Options
	at      checkpoint
	errors  *errorFile
	changes *changeFile // of a dry run; else nil
	rejects []*rejects
	extract *extract
	notes   []string
	seen    []*seenRows // by input; nil once it is through
	fewer   sequences
	unasked bool // keys that the run has not met need not be asked for: see unasked
	read    int64

	committed  []byte // the checkpoint of the last batch that is in the store
	committing []byte // that of the batch under way
}

func newRunner(st Store, inputs []Input, opt *Options) (*runner, error) {
	r := &runner{extract: newExtract(st), writer: newWriter(st, opt.DryRun, keyKinds(inputs)), inputs: inputs, opt: opt, seen: newSeen(inputs)}
	n := len(inputs)
	r.at = checkpoint{Files: make([]Ledger, n), Reasons: reasons{}, Fields: fieldCounts{}, Rows: make([]int64, n), Raw: make([]int64, n), Profiles: make([]profile, n)}
	path := filepath.Join(opt.Dir, errorsName)
	if opt.Append {
		if info, err := os.Stat(path); err == nil {
			r.at.Errors = info.Size()
		}
	}
	if opt.Checkpoint != nil {
		if err := json.Unmarshal(opt.Checkpoint, &r.at); err != nil {
			return nil, fmt.Errorf("the run's checkpoint cannot be read: %w", err)
		}
	}
	var err error
	if r.errors, err = openErrorFile(path, opt.Run, r.at.Errors); err != nil {
		return nil, err
	}
	if r.at.Errors, err = r.errors.flush(); err != nil {
		return nil, err
	}
	if opt.DryRun {
		if r.changes, err = openChangeFile(opt.Dir); err != nil {
			return nil, err
		}
	}
	if r.committed, err = json.Marshal(r.at); err != nil {
		return nil, err
	}
	for i, in := range inputs {
		r.rejects = append(r.rejects, newRejects(opt.Dir, r.rejectsName(i), in.Reader, r.at.Rows[i], r.at.Raw[i]))
	}
	return r, nil
}

// errorsName is the error report in the report folder.
const errorsName = "errors.csv"

// rejectsName is the stem of an input's reject files.
func (r *runner) rejectsName(i int) string {
	if !r.opt.Numbered && len(r.inputs) == 1 {
		return "rejects"
	}
	stem := filepath.Base(r.inputs[i].Reader.Info().File)
	if dot := strings.IndexByte(stem, '.'); dot > 0 {
		stem = stem[:dot]
	}
	return fmt.Sprintf("rejects-%d-%s", r.opt.First+i, stem)
}

// input imports one input from where the checkpoint stands.
func (r *runner) input(ctx context.Context, i int) error {
	in := newSource(r.inputs[i])
	r.seen[i].begin()
	defer func() { r.seen[i] = nil }()
	if i < r.at.Input {
		return r.replay(i, in)
	}
	if i > r.at.Input {
		r.at.Input, r.at.Records = i, 0
	}
	for chunk, err := range r.chunks(i, in) {
		if err != nil {
			return err
		}
		if chunk = r.repeats(i, chunk); len(chunk) == 0 {
			continue
		}
		if err := r.take(ctx, i, chunk); err != nil {
			return err
		}
		if r.opt.Stopping != nil && r.opt.Stopping() {
			return errors.Join(r.settle(), ErrInterrupted)
		}
	}
	return r.settle()
}

// replay reads an input that an earlier attempt of the run has taken, for what
// is known of its rows only while it is read.
func (r *runner) replay(i int, in *source) error {
	for chunk, err := range r.chunks(i, in) {
		if err != nil {
			return err
		}
		for _, p := range chunk {
			r.extract.note(p)
			if !p.decided && p.key != "" {
				r.seen[i].see(p)
			}
		}
	}
	return nil
}

// chunks yields an input's prepared rows; at its end the reader's notes are
// complete and are kept.
func (r *runner) chunks(i int, in *source) iter.Seq2[[]*prepared, error] {
	return func(yield func([]*prepared, error) bool) {
		rows := newChunks(r.inputs[i].Reader, in, r.opt)
		defer rows.stop()
		for {
			chunk, err := rows.next()
			switch {
			case err != nil:
				yield(nil, fmt.Errorf("%s: %w", in.info.File, err))
				return
			case len(chunk) == 0:
				r.notes = append(r.notes, notesOf(r.inputs[i].Reader)...)
				if r.at.Files[i].Read == 0 {
					r.notes = append(r.notes, in.info.File+": there are no records behind the header")
				}
				return
			case !yield(chunk, nil):
				return
			}
		}
	}
}

func notesOf(reader row.Reader) []string {
	info := reader.Info()
	notes := make([]string, len(info.Notes))
	for i, n := range info.Notes {
		notes[i] = info.File + ": " + n
	}
	return notes
}

// repeats marks rows whose key was there before, and leaves out those that the
// checkpoint has behind it.
func (r *runner) repeats(i int, chunk []*prepared) []*prepared {
	first := len(chunk)
	for at, p := range chunk {
		r.extract.note(p)
		done := p.row.Record <= r.at.Records
		if !done && first == len(chunk) {
			first = at
		}
		if p.decided || p.key == "" {
			continue
		}
		line, same := r.seen[i].see(p)
		p.fresh = p.fresh && r.unasked
		if r.opt.Mode != Create {
			p.before = r.fewer.before(p)
		}
		switch {
		case line == 0 || done:
		case same:
			p.outcome, p.decided = Repeated, true
		default:
			p.warn(codeRepeatedKey, "an earlier row of this file has the same key and other content; both are applied in file order", line)
		}
	}
	return chunk[first:]
}
