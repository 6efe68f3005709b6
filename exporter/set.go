package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"rollcall/exporter/internal/draft"
)

// set is several files being written: all of them appear, or none.
type set struct {
	opts   Options
	table  Table
	names  naming
	parts  []*part // in the order of their names
	groups map[string]*part
}

// part is one file of a set.
type part struct {
	draft  *draft.File
	packed io.WriteCloser
	rows   encoder
	group  string
	count  int // rows
	lost   int // characters replaced
}

// writeSet writes the table over several files. Those that an earlier set left
// under the same path go with it.
func writeSet(ctx context.Context, path string, opts Options, t Table) (Written, error) {
	s := &set{opts: opts, table: t, names: namingOf(path), groups: map[string]*part{}}
	defer s.discard()
	for range opts.Layout.Shards {
		if _, err := s.open(""); err != nil {
			return Written{}, err
		}
	}
	if err := each(ctx, t, s.row); err != nil {
		return Written{}, fmt.Errorf("write %s: %w", path, err)
	}
	if len(s.parts) == 0 { // an empty table still has a header to deliver
		if _, err := s.open(""); err != nil {
			return Written{}, err
		}
	}
	return s.finish()
}

// row writes a row to its file.
func (s *set) row(r Row) error {
	p, err := s.choose(r)
	if err != nil {
		return err
	}
	p.count++
	return p.rows.row(r)
}

func (s *set) choose(r Row) (*part, error) {
	switch {
	case s.opts.Layout.Shards > 0:
		return s.parts[shardOf(r.Key, s.opts.Layout.Shards)], nil
	case s.opts.Layout.SplitBy != "":
		if p := s.groups[r.Group]; p != nil {
			return p, nil
		}
		if len(s.parts) == maxFiles || len(r.Group) > 60 {
			return nil, fmt.Errorf("column %q: %w", s.opts.Layout.SplitBy, ErrSplit)
		}
		return s.open(r.Group)
	}
	if n := len(s.parts); n > 0 {
		if last := s.parts[n-1]; last.count < s.opts.Layout.PerFile {
			return last, nil
		}
		if err := s.parts[n-1].close(); err != nil { // few files stay open
			return nil, err
		}
	}
	return s.open("")
}

// open starts the next file.
func (s *set) open(group string) (*part, error) {
	p := &part{group: group}
	s.parts = append(s.parts, p)
	s.groups[group] = p
	return p, p.open(s.names.numbered(len(s.parts), 0), s.opts, s.table) // the number of files is known at the end
}

// open starts a draft of the file at path and writes the table's header.
func (p *part) open(path string, opts Options, t Table) (err error) {
	if p.draft, err = draft.Create(path); err != nil {
		return err
	}
	if p.packed, err = compress(p.draft, packing(path)); err != nil {
		return err
	}
	if p.rows, err = newEncoder(p.packed, opts, t); err != nil {
		return err
	}
	return p.rows.begin(t.Columns)
}

// close completes the file's bytes and gives its file handle back.
func (p *part) close() (err error) {
	if p.packed == nil {
		return nil
	}
	p.lost, err = p.rows.end()
	err = errors.Join(err, p.packed.Close(), p.draft.Close())
	p.packed = nil
	return err
}

// finish completes every file and gives them their names.
func (s *set) finish() (Written, error) {
	var out Written
	for _, p := range s.parts {
		if err := p.close(); err != nil {
			return out, err
		}
		out.Replaced += p.lost
	}
	if s.opts.Layout.SplitBy != "" {
		slices.SortFunc(s.parts, func(a, b *part) int { return strings.Compare(a.group, b.group) })
	}
	drafts := make([]*draft.File, len(s.parts))
	for i, p := range s.parts {
		name := s.names.numbered(i+1, len(s.parts))
		if s.opts.Layout.SplitBy != "" {
			name = s.names.group(s.opts.Layout.SplitBy, p.group)
		}
		p.draft.Rename(name)
		drafts[i] = p.draft
		out.Files = append(out.Files, File{name, p.count})
		out.Rows += p.count
	}
	stale, err := s.names.members(s.opts.Layout)
	if err != nil {
		return Written{}, err
	}
	return out, draft.CommitAll(drafts, stale)
}

func (s *set) discard() {
	for _, p := range s.parts {
		p.discard()
	}
}

// discard gives the file up, unless it has its name.
func (p *part) discard() {
	if p.rows != nil {
		release(p.rows)
	}
	if p.draft != nil {
		p.draft.Discard()
	}
}

// matching lists the files of a folder whose names match.
func matching(dir string, name *regexp.Regexp) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var found []string
	for _, e := range entries {
		if name.MatchString(e.Name()) && e.Type().IsRegular() {
			found = append(found, filepath.Join(dir, e.Name()))
		}
	}
	return found, err
}
